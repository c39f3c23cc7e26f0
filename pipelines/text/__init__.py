"""Thai text: charset, folding, segmentation, index terms. One place for index and query alike."""
