"""The groups of the partnership: tiers, parents, frequency, terms of reference."""
