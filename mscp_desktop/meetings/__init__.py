"""Meetings: what groups owe in a year, when they meet, what they decide, and how that is put on record."""
