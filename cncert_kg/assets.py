"""The command that gets the SPARQL engine of the site's query page where the installation came without it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cncert_kg import engine
from cncert_kg.stage import storage_errors

app = typer.Typer(rich_markup_mode=None)


@app.command()
def assets(
    given: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The npm package as a file; no network is used.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Folder for it; else that of this installation.")
    ] = None,
) -> None:
    """Get the SPARQL engine of the query page (Oxigraph, 2 MB), by npm or from a file; its SHA-512 is checked."""
    wanted, folder = engine.lock(), into or engine.VENDOR
    with storage_errors(folder):
        known = engine.held(folder) if given is None else None
    if known is None:
        engine_files = engine.packed(_bytes(given, wanted), wanted, str(given or wanted.tarball))
        with storage_errors(folder):
            engine.install(engine_files, folder)
    typer.echo(f"{wanted.name} {wanted.version}: {folder / engine.SCRIPT}{' (was there)' if known else ''}")


def _bytes(given: Path | None, wanted: engine.Lock) -> bytes:
    """Give the package: from a file, or as npm gets it."""
    if given is None:
        return engine.fetched(wanted)
    with storage_errors(given):
        return given.read_bytes()
