"""What the environment says of who we are: a token, or a name and a password. They are given nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cncert_kg.errors import UsageError
from cncert_kg.loading.endpoints import Endpoint

TOKEN = "CNCERT_KG_STORE_TOKEN"
USER = "CNCERT_KG_STORE_USER"
PASSWORD = "CNCERT_KG_STORE_PASSWORD"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a store may be told; never shown."""

    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def secrets(environment: Mapping[str, str]) -> Secrets:
    """Give what the environment holds; `UsageError` `E_AUTH` where it is half, double or would break a header."""
    token, user, password = (environment.get(name, "") for name in (TOKEN, USER, PASSWORD))
    if (token and (user or password)) or bool(user) != bool(password):
        raise UsageError("E_AUTH", f"expected {TOKEN}, or {USER} and {PASSWORD}, or none", "environment")
    if not token.isascii() or not all(text.isprintable() for text in (token, user, password)):
        raise UsageError("E_AUTH", "control characters, or a token that is not ASCII", "environment")
    return Secrets(token, user, password)


def warnings(endpoint: Endpoint, environment: Mapping[str, str]) -> list[str]:
    """Give what a user should know before anything is sent: a line `W_PLAIN` where others can read the secret."""
    if not endpoint.is_open_to_listeners or not any(environment.get(name) for name in (TOKEN, USER)):
        return []
    return [f"W_PLAIN {endpoint.store}: found http and credentials, expected https: whoever listens can read them"]
