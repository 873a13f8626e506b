"""One record beside its table: fields and their editors, papers, drafts, history; and forms and wizards."""
