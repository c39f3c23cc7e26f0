"""A client that asks the app in this process, without a socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx
from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Client:
    """Asks as a Thai browser on this machine does; faults of the app become pages, as in service."""

    app: FastAPI
    origin: str = "http://127.0.0.1:8000"
    peer: str = "127.0.0.1"
    """The address it asks from."""

    def get(self, address: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Get an address."""
        return self.request("GET", address, headers)

    def request(
        self, method: str, address: str, headers: dict[str, str] | None = None, content: bytes | None = None
    ) -> httpx.Response:
        """Send a request and read the whole answer."""
        said = {"Accept-Language": "th"} | (headers or {})
        return asyncio.run(self._request(method, address, said, content))

    async def _request(
        self, method: str, address: str, headers: dict[str, str], content: bytes | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.peer, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=self.origin) as client:
            return await client.request(method, address, headers=headers, content=content)
