"""The commands that make a release: `build`, and `demo`, which shows one to whoever has just installed the package."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from cncert_kg import building, publication, terminal
from cncert_kg.answers import visible
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.options import Base, Jobs, Paths, checked_contact
from cncert_kg.others import others
from cncert_kg.publishing import Outcome, Request, publish
from cncert_kg.workers import workers

making = typer.Typer(rich_markup_mode=None)

RENDERERS = 2
"""Processes that render pages where nobody asks for more."""


@making.command()
def build(
    paths: Paths = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Release folder: a link that is swapped.")] = Path(
        "public"
    ),
    cnvd: Annotated[
        list[Path] | None, typer.Option("--cnvd", help="Folder, zip or file of the XML that CNVD shares.")
    ] = None,
    links: Annotated[
        list[str] | None,
        typer.Option("--links", metavar="FILE[=DAY]", help="Data of others as downloaded, and the day of that."),
    ] = None,
    mappings: Annotated[list[Path] | None, typer.Option("--mappings", help="Mapping sets (SSSOM) to take in.")] = None,
    base: Base = DEFAULT_BASE,
    jobs: Jobs = 1,
    dask: Annotated[str | None, typer.Option(help="Scheduler of a Dask cluster that does the work instead.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait for another build of this folder to end.")] = False,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since", metavar="RELEASE", help="The release before: pages, feeds and files tell what changed."
        ),
    ] = None,
    contact: Annotated[str, typer.Option(metavar="MAIL", help="Where pages send reports of errors.")] = "",
) -> None:
    """Build and publish a release; without PATHS, from the register that comes with the package."""
    day = building.source_date(os.environ.get("SOURCE_DATE_EPOCH", ""))
    with publication.lock(output, wait=wait) as place, terminal.progress("reading") as say:
        given = others([_retrieved(text) for text in links or ()], mappings or (), base)
        before = since.resolve() if since else None  # `public` itself may be given, and is swapped
        who, processes = checked_contact(contact), max(jobs, RENDERERS)
        request = Request(base, tuple(paths or ()), tuple(cnvd or ()), given, day, who, before, processes)
        request.check()
        with workers(jobs, dask) as executor:
            done = publish(request, place, executor, say)
    _tell(done, output)


def _tell(done: Outcome, output: Path) -> None:
    for line in done.problems:
        typer.echo(visible(line), err=True)
    typer.echo(f"{done.summary}\npublished {output} ({done.release[:12]})")
    if not done.is_whole:
        raise typer.Exit(1)


def _retrieved(text: str) -> tuple[Path, str]:
    """Take `kev.csv=2025-08-25` apart: a file, and the day it was downloaded."""
    path, equals, day = text.rpartition("=")
    return (Path(path), day) if equals and not Path(text).exists() else (Path(text), "")


@making.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Release folder: a link that is swapped.")] = Path(
        "cncert-kg-demo"
    ),
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the site in the browser.")] = True,
) -> None:
    """Build the register that comes with the package, and open its site: no server, no network."""
    with publication.lock(output) as place, terminal.progress("reading") as say:
        done = publish(Request(DEFAULT_BASE, processes=RENDERERS), place, None, say)
    start = output.resolve() / "index.html"
    typer.echo(f"{done.summary}\n{start.as_uri()}")
    if show and not webbrowser.open_new_tab(start.as_uri()):
        typer.echo("no browser was found: open the address above in one", err=True)
