"""Citations of an article, of a result and of a dataset: sentences in Thai and English, and records.

:mod:`~search.citations.cited` says what is cited, :mod:`~search.citations.sentences` and
:mod:`~search.citations.records` how it is written, :mod:`~search.citations.styles` names the ways.
"""
