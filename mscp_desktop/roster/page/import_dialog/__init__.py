"""The dialog that takes in a roster or a list of people: what it is, what becomes of each row, and what will change."""
