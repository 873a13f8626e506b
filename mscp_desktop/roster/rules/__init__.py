"""What rosters mean: reading them as at a day, and the operations that change them."""
