"""Invented audits: the programme of some years, one that was graded, and one that is being asked about."""
