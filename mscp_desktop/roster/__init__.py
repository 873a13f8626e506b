"""Seats in groups, who holds them, and who chairs."""
