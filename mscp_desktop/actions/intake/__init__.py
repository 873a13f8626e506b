"""Action logs from elsewhere: what their rows say, which actions and owners they mean, and taking them in."""
