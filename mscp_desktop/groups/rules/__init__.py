"""What groups mean: their place in the structure, their terms of reference, and how they are changed."""
