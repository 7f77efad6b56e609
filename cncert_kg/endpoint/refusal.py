"""Why a request gets no answer: the project's coded line, with the status that HTTP has for it (RFC 9110 §15)."""

from __future__ import annotations

from collections.abc import Mapping

from cncert_kg.errors import CncertKgError

STATUS = {
    "E_ACCEPT": 406,
    "E_BODY_SIZE": 413,
    "E_BODY_TIME": 408,
    "E_BUSY": 503,
    "E_CRASHED": 500,
    "E_EVALUATION": 500,
    "E_HEAD_SIZE": 431,
    "E_HOST": 421,
    "E_INTERNAL": 500,
    "E_MEDIA": 415,
    "E_MEMORY": 503,
    "E_METHOD": 405,
    "E_NOT_FOUND": 404,
    "E_QUERY_SIZE": 413,
    "E_RESULT_SIZE": 413,
    "E_STORE": 500,
    "E_TARGET_SIZE": 414,
    "E_TIMEOUT": 503,
}
"""Status by code; whatever is not here is a request that cannot be understood, 400."""

RETRY = {"E_BUSY": "2", "E_MEMORY": "60", "E_TIMEOUT": "60"}
"""Seconds after which another try may do better, by code."""


class RefusalError(CncertKgError):
    """A request that gets no answer."""

    def __init__(self, code: str, message: str, where: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code, message, where)
        self.headers = {**(headers or {}), **({"Retry-After": RETRY[code]} if code in RETRY else {})}


def status(code: str) -> int:
    """Give the HTTP status of a code."""
    return STATUS.get(code, 400)
