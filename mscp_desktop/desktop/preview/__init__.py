"""Any document in a window of its own: pages, search, print."""
