"""What a person sees of it in the window."""
