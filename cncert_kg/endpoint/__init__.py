"""The service: a release as a site, with a read-only SPARQL 1.1 endpoint at `/sparql`.

Everything of Starlette and uvicorn is imported below `serve`, so that the package can be imported without the extra
`[serve]`, and a worker starts without a web server.
"""

from __future__ import annotations

from pathlib import Path

from cncert_kg.endpoint.limits import Limits
from cncert_kg.errors import UsageError

__all__ = ["Limits", "serve"]

DEFAULT_LIMITS = Limits()


def serve(
    root: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits = DEFAULT_LIMITS,
    names: tuple[str, ...] = (),
) -> None:
    """Serve the release `root` until a signal ends the process; port 0 takes a free one, which is printed.

    On a loopback address only requests for this machine, or for one of `names`, are answered, so that no page of
    the web can ask through a visitor's browser under a name of its own. Raises `UsageError`: `E_EXTRA` without the
    extra, `E_LISTEN` where the address cannot be had; and what opening a store raises.
    """
    try:
        from cncert_kg.endpoint.serving import run
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"starlette", "uvicorn", "h11"}:
            raise
        raise UsageError("E_EXTRA", "needs `pip install 'cncert-kg[serve]'`", "serve") from None
    run(root, host, port, limits, names)
