"""The spreadsheet kit: tables out, safe to open in any spreadsheet, and tables in, as people keep them."""
