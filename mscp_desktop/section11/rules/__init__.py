"""What the log of agencies' audits means, and what can be done with it."""
