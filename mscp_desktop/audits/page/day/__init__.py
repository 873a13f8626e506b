"""The cockpit of the day of an audit, and what the projector shows of it."""
