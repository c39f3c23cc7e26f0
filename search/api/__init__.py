"""The calls of the API, version 1, without any web: parameters in, frozen records out.

:mod:`~search.api.operations` is the one table of calls. The web app serves it
(:mod:`search.web.routes.api`), :mod:`~search.api.description` writes its OpenAPI, and :mod:`search.client`
asks it over HTTP or in process, so none of them can answer differently.
"""
