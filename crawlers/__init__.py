"""From the registry of offices to the archive: politely, incrementally, safely, without losing a page.

``python -m crawlers`` does the work in a process of its own (a Twisted reactor cannot be started twice);
:mod:`crawlers.api` starts it and judges its report.
"""
