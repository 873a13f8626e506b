"""What a person sees of rosters, and of the records below as rosters add to them."""
