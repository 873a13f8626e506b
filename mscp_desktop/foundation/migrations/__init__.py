"""The steps from each schema to the next; run by `foundation.schema` on a copy of the vault."""
