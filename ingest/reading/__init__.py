"""Any file becomes a table of text, every line accounted for."""
