"""What stands around every page: bars, rail, search, guide, preferences, and locking by itself."""
