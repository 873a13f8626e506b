"""The workspace of one meeting: what stands above it, and its parts."""
