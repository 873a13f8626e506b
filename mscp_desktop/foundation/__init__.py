"""What every feature stands on: the vault, operations, history, search, calendar, money; no Qt, no feature."""
