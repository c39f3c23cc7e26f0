"""The API over HTTP: every call of :mod:`search.api.operations` under /api/v1, and its description."""

from search.web.routes.api.serving import router

__all__ = ["router"]
