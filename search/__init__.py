"""From the store to an answer: index terms, two engines behind one protocol, query language, highlights."""
