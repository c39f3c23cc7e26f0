"""What a query finds, as files or streams: csv, jsonl, parquet, ris, bib, csl.json; without a cap.

:mod:`~search.exports.reading` gives articles with their offices and stories, :mod:`~search.exports.formats`
makes pieces of bytes of them, :mod:`~search.exports.files` writes a file that appears whole.
"""
