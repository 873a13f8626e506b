"""Invented years of meetings, for trying the program and for measuring it."""
