"""Calendars in the window: a month, a year of small months, and what both share."""
