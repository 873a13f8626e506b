"""The year planner: what is asked of a year, a plan that meets it, and the reasons where none does."""
