"""Documents that rest on rosters."""
