"""The commands that exchange data with others: find links, take their counts in, write for their tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cncert_kg import comparing, exporting, linking, review, store, terminal
from cncert_kg.answers import visible
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.links.statistics import Organisation
from cncert_kg.options import Base, BaseOfData, Data

exchange = typer.Typer(rich_markup_mode=None)


@exchange.command()
def link(
    others: Annotated[
        list[Path], typer.Argument(metavar="OTHER...", help="Files of others: an importer's, SSSOM sets, RDF.")
    ],
    data: Data = Path("public"),
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the sets to review.")] = None,
    base: BaseOfData = None,
) -> None:
    """Find what a release and the data of others both know; write it as SSSOM for a person to review."""
    base = base or store.base_of(data)
    found = linking.link(data, others, base)
    sys.stdout.writelines(f"{line}\n" for line in review.lines(found))
    for line in review.told(found):
        typer.echo(visible(line), err=True)
    if output is not None:
        linking.save(output, review.files(found, base))
    if any(one.error is not None for one in found):
        raise typer.Exit(1)


@exchange.command("import-stats")
def import_stats(
    table: Annotated[Path, typer.Argument(help="Another CERT's counts as CSV; docs/statistics.md names the columns.")],
    organisation: Annotated[
        str, typer.Option(help="Key of the organisation: jpcert. The table's head may say it.")
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File for the Turtle.")] = None,
    base: Base = DEFAULT_BASE,
) -> None:
    """Put another CERT's counts into the cube, as Turtle; `build --links TABLE` takes the same table in."""
    given = Organisation(slug=organisation)
    turtle, problems = comparing.turtle_of(table, given, base)
    for line in problems:
        typer.echo(visible(line), err=True)
    if output is None:
        terminal.write(turtle)
    else:
        linking.save(output.parent, {output.name: turtle})


@exchange.command()
def export(
    data: Data = Path("public"),
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the export; replaced whole.")] = Path(
        "export"
    ),
    stix: Annotated[bool, typer.Option("--stix", help="A STIX 2.1 bundle.")] = False,
    misp: Annotated[bool, typer.Option("--misp", help="A MISP feed.")] = False,
    ftm: Annotated[bool, typer.Option("--ftm", help="FollowTheMoney entities.")] = False,
    sqlite: Annotated[bool, typer.Option("--sqlite", help="An SQLite database, with what datasette needs.")] = False,
    indicators: Annotated[bool, typer.Option("--indicators", help="Malicious addresses too, defanged.")] = False,
) -> None:
    """Write a release in the forms that other tools read: STIX, a MISP feed, FollowTheMoney, SQLite."""
    written = exporting.export(data, output, stix=stix, misp=misp, ftm=ftm, sqlite=sqlite, indicators=indicators)
    for line in exporting.summary(written, output):
        typer.echo(line)
