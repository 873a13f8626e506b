"""What organisations and people mean: their names, whom they are matched with, and how they are changed."""
