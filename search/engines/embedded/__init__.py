"""The embedded engine: Tantivy in a folder of the home, no server."""
