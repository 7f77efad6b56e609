"""Read what CNCERT/CC and its alliances publish, and give it as validated linked data.

`open_release` gives a release as Python values, `open_graph` as an rdflib data set (docs/python.md).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cncert_kg.published import Release, open_release
    from cncert_kg.rdflib_graph import open_graph

__version__ = "0.1.0"
__all__ = ["Release", "open_graph", "open_release"]

_PLACES = {
    "Release": "cncert_kg.published",
    "open_release": "cncert_kg.published",
    "open_graph": "cncert_kg.rdflib_graph",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: most commands need no rdflib (PEP 562)."""
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
