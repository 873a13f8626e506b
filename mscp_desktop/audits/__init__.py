"""The programme of multi-agency audits: themes, the schedule of a year, and what audits found in counts."""
