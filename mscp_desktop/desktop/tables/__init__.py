"""Tables over SQL: model, view, filters, groups, several rows at once, paste and export, and the page of a table."""
