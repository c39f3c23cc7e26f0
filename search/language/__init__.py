"""The query language: text to tree, tree to clauses, tree to words for people."""
