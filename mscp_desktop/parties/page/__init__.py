"""What a person sees of organisations and people."""
