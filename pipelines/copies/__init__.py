"""Near-duplicates: which texts are copies, which only look alike, and how a release travelled."""
