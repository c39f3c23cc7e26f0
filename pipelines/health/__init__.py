"""Is an office quiet, or is its collecting broken? Evidence in, a verdict with reasons in words out."""
