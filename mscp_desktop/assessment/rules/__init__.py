"""What holds for grade scales and tools, and the operations on them."""
