"""Routes, one kind of page a module."""
