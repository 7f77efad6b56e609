"""A release in any store: pushed by the Graph Store Protocol and compared, or written for the store's own loader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cncert_kg.errors import UsageError
from cncert_kg.loading.bulk import Loader, bulk
from cncert_kg.loading.endpoints import Endpoint, endpoint
from cncert_kg.loading.environment import warnings
from cncert_kg.loading.outcome import Loaded, Outcome, Tell

__all__ = ["Endpoint", "Loaded", "Loader", "Outcome", "Tell", "bulk", "endpoint", "load", "warnings"]


def _silent(text: str, done: int, total: int) -> None:
    """Say nothing."""


def load(
    store: Endpoint,
    data: Path,
    environment: Mapping[str, str],
    *,
    wait: Callable[[float], None],
    tell: Tell = _silent,
    names: Sequence[str] = (),
    is_dry: bool = False,
    prune: bool = False,
    verify: bool = True,
) -> Outcome:
    """Push a release into a store; give what became of each graph.

    `environment` holds the credentials (docs/loading.md), `wait` waits some seconds. `names` are those of graphs, or
    what they begin with before a `/`; all where there is none. `is_dry`: ask, and write nothing. `prune`: remove the
    graphs of the same base that the release does not have. Without `verify` all is sent and nothing asked.

    Raises `UsageError` for what the user can put right: `E_EXTRA`, `E_DATA`, `E_GRAPH`, `E_AUTH`; `StorageError` where
    the release is damaged, or the store does not answer or refuses: what it holds stays, and the next run goes on.
    """
    try:
        from cncert_kg.loading.push import Order, push
    except ModuleNotFoundError:
        raise UsageError("E_EXTRA", "needs `pip install 'cncert-kg[load]'`", "load") from None
    return push(Order(store, data, tuple(names), is_dry, prune, verify), environment, tell, wait)
