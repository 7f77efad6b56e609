"""The commands that give a release to others: serve it, load it into a store, dump a part of it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from cncert_kg import endpoint, loading, slices, terminal
from cncert_kg.answers import visible
from cncert_kg.errors import UsageError
from cncert_kg.loading import Loader
from cncert_kg.options import Data
from cncert_kg.slices import SliceForm
from cncert_kg.stage import storage_errors

sharing = typer.Typer(rich_markup_mode=None)


@sharing.command()
def serve(
    release: Annotated[Path, typer.Argument(help="A release folder.")] = Path("public"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    names: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A name that requests may give this machine.")
    ] = None,
) -> None:
    """Serve the site, and a read-only SPARQL endpoint at /sparql; needs the extra [serve]."""
    endpoint.serve(release, host, port, names=tuple(names or ()))


@sharing.command()
def load(
    address: Annotated[
        str | None, typer.Argument(metavar="[ENDPOINT]", help="Graph Store address of the store.", show_default=False)
    ] = None,
    data: Data = Path("public"),
    query_endpoint: Annotated[str, typer.Option(help="Query address, where it cannot be told from ENDPOINT.")] = "",
    graphs: Annotated[
        list[str] | None, typer.Option("--graph", metavar="NAME", help="Only this graph: obs, vuln/2023.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent; send nothing.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove graphs that the release no longer has.")] = False,
    verify: Annotated[bool, typer.Option(help="Compare what the store then returns.")] = True,
    bulk: Annotated[Loader | None, typer.Option("--bulk", help="Write files for a store's own loader instead.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the files of --bulk.")] = None,
) -> None:
    """Push a release into any store; credentials come from the environment (docs/loading.md)."""
    if (bulk is None) == (address is None) or (bulk is None) != (output is None):
        raise UsageError("E_LOAD", "give the address of a store, or --bulk with --output", "load")
    if bulk is not None and output is not None:
        typer.echo("\n".join(loading.bulk(data, bulk, output)))
        return
    target = loading.endpoint(address or "", query_endpoint)
    for line in loading.warnings(target, os.environ):
        typer.echo(visible(line), err=True)
    with terminal.bar() as tell:
        outcome = loading.load(
            target,
            data,
            os.environ,
            wait=time.sleep,
            tell=tell,
            names=graphs or (),
            is_dry=dry_run,
            prune=prune,
            verify=verify,
        )
    for line in outcome.lines():
        typer.echo(visible(line))
    if outcome.exit_code:
        raise typer.Exit(outcome.exit_code)


@sharing.command()
def dump(
    parts: Annotated[
        list[str] | None, typer.Option("--slice", metavar="KEY=VALUE", help="indicator=…, period=2023, kind=reports.")
    ] = None,
    data: Data = Path("public"),
    format_: Annotated[SliceForm, typer.Option("--format", help="Form of the slice.")] = SliceForm.csv,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File for it.")] = None,
) -> None:
    """Write a part of a release: some observations, vulnerabilities, reports or organisations."""
    pieces = slices.dump(data, parts or (), format_)
    if output is None:
        for piece in pieces:
            terminal.write(piece)
        sys.stdout.flush()
        return
    with storage_errors(output), terminal.replacing(output) as file:
        file.writelines(pieces)
