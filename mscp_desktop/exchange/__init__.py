"""The spreadsheet kit: tables out as CSV and XLSX, safe to open in any spreadsheet."""
