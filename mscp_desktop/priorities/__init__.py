"""Strategic plans and their priorities: what the partnership wants to be different for children."""
