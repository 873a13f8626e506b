"""The Qt kit: window, pages, tables, fields, tasks and theme; it knows foundation only."""
