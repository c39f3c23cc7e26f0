"""Datasets: what a query found at a moment, named so that it can be cited, rebuilt and compared with today.

:mod:`~search.datasets.making` makes a manifest, :mod:`~search.datasets.sealing` hashes it,
:mod:`~search.datasets.reading` says what was tampered with, :mod:`~search.datasets.rebuilding` gives the
articles as they were, :mod:`~search.datasets.drift` explains what came, went and changed since,
:mod:`~search.datasets.keeping` keeps manifests in the store, :mod:`~search.datasets.folder` writes them.
"""
