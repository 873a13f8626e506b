"""What comes in from other calendars: days to keep free, and meetings that others hold or move."""
