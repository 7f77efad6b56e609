"""The commands that look at releases as files: verify one against its sources, compare two."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cncert_kg import differences, terminal
from cncert_kg.answers import visible
from cncert_kg.verifying import verify as verified

checking = typer.Typer(rich_markup_mode=None)


class DiffFormat(StrEnum):
    """Forms of a comparison."""

    text = "text"
    json = "json"


@checking.command()
def verify(
    release: Annotated[Path, typer.Argument(help="A release folder.")] = Path("public"),
    sources: Annotated[
        list[Path] | None, typer.Argument(help="The files it was built from: files, folders, registers.")
    ] = None,
) -> None:
    """Find every published quote again: in the release itself, and at its offsets in the SOURCES where given.

    Ends with 0 where all holds, 1 where some of the sources are missing, 3 where anything does not hold.
    """
    with terminal.progress("comparing files with the manifest") as say:
        verdict = verified(release, tuple(sources or ()), say)
    for line in (*verdict.failures, *verdict.unchecked):
        typer.echo(visible(line), err=True)
    for check in verdict.checks:
        typer.echo(check.line)
    if verdict.exit_code:
        raise typer.Exit(verdict.exit_code)


@checking.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The release folder before.")],
    after: Annotated[Path, typer.Argument(help="The release folder after.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="New folder for pages, feeds and files of triples.")
    ] = None,
    format_: Annotated[DiffFormat, typer.Option("--format", help="Form on standard output.")] = DiffFormat.text,
) -> None:
    """Compare two releases: figures added, changed and withdrawn, and whether a source changed or our rule did."""
    old, new = differences.side(before), differences.side(after)
    with terminal.progress("comparing releases"):
        found, count = differences.save(old, new, output) if output else (differences.compared(old, new), 0)
    if format_ is DiffFormat.json:
        terminal.write(differences.diff_json(found))
    else:
        typer.echo("\n".join(map(visible, differences.lines(found))))
    if output:
        typer.echo(f"wrote {count} files to {output}", err=True)
