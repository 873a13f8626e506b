"""Actions: one register of what was agreed to be done, by whom, and what it changed."""
