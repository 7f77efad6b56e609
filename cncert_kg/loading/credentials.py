"""How a store is told who we are: bearer, digest or basic.

None of it is ever printed, and it goes to the addresses that the user gave, never to where a store sends us.
"""

from __future__ import annotations

from collections.abc import Generator

import httpx

from cncert_kg.loading.environment import Secrets

_Flow = Generator[httpx.Request, httpx.Response, None]


class Token(httpx.Auth):
    """A bearer token (RFC 6750, section 2.1)."""

    def __init__(self, token: str) -> None:
        """Take the token."""
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> _Flow:
        """Sign a request."""
        request.headers["Authorization"] = self._header
        yield request


class Login(httpx.Auth):
    """A name and a password, in the manner that the store asks for: digest (RFC 7616) before basic (RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        """Take both; neither is sent before a store has asked."""
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> _Flow:
        """Sign a request, when it is known how."""
        if self._chosen is None:
            response = yield request
            self._chosen = self._asked_for(response)
        if self._chosen is not None:
            yield from self._chosen.auth_flow(request)

    def _asked_for(self, response: httpx.Response) -> httpx.Auth | None:
        asked = response.headers.get("WWW-Authenticate", "").lower() if response.status_code == 401 else ""
        return self._digest if "digest" in asked else self._basic if "basic" in asked else None


def credentials(known: Secrets) -> httpx.Auth | None:
    """Give what signs requests; none where nothing is known."""
    if known.token:
        return Token(known.token)
    return Login(known.user, known.password) if known.user else None
