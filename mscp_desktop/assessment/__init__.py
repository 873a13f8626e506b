"""Grade scales, and the tools that audits and self-assessments are made with."""
