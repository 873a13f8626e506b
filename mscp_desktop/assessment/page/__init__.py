"""The page of tools, and the editor of one."""
