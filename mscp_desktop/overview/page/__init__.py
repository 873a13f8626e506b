"""What a person sees of everything at once: home, and the checks."""
