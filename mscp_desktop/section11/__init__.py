"""How agencies look at their own safeguarding: the audits that agencies and schools make themselves."""
