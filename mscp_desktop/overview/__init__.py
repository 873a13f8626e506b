"""What reads across the features: what needs a look."""
