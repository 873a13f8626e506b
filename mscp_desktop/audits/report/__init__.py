"""Its documents."""
