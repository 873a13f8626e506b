"""A workspace: one record with its parts, each a page of its own, and what stands above them."""
