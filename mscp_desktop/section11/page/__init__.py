"""The page of agencies' audits."""
