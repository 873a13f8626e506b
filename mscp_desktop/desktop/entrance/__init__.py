"""The windows before the main one, and who may open the vault."""
