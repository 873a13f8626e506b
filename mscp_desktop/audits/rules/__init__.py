"""What it means, and how it is changed."""
