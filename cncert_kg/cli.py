"""The commands. Results go to stdout, progress and problems to stderr; the exit codes are those of `errors`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from cncert_kg import (
    __version__,
    accounting,
    listing,
    store,
    terminal,
)
from cncert_kg.answers import visible
from cncert_kg.any_shapes import validate_by
from cncert_kg.asking import asking
from cncert_kg.assets import app as assets
from cncert_kg.checking import checking
from cncert_kg.errors import CncertKgError, StorageError, UsageError
from cncert_kg.exchange import exchange
from cncert_kg.graph.assembly import graphs
from cncert_kg.iris import DEFAULT_BASE, Iris
from cncert_kg.knowledge import knowledge
from cncert_kg.making import making
from cncert_kg.merge import merge
from cncert_kg.model import Report
from cncert_kg.options import Base, BaseOfData, ExtractFormat, Jobs, Language, Paths, ReportFormat
from cncert_kg.publishing import Reading, Request
from cncert_kg.readers import register
from cncert_kg.series import known
from cncert_kg.sharing import sharing
from cncert_kg.turtle import turtle
from cncert_kg.validate import load_shapes, validate_graph
from cncert_kg.validation_report import report_json, report_text, report_turtle
from cncert_kg.vocab import prefixes
from cncert_kg.workers import workers


class Commands(TyperGroup):
    """The commands; a reader of the results who goes away early ends them with 74, not with typer's 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _leave()


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cncert-kg {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Read what CNCERT/CC and its alliances publish; give validated linked data and a site to browse it."""


def _tell_problems(reports: Sequence[Report]) -> None:
    for report in reports:
        for problem in report.problems:
            typer.echo(visible(problem.told(report.document.name)), err=True)


@app.command()
def extract(
    paths: Paths = None,
    format_: Annotated[ExtractFormat, typer.Option("--format", help="Form of the listing.")] = ExtractFormat.jsonl,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the tables of a register.")] = None,
    report: Annotated[bool, typer.Option("--report", help="List the numbers that no rule took.")] = False,
    base: Base = DEFAULT_BASE,
    jobs: Jobs = 1,
) -> None:
    """Show what is read from documents, without building anything."""
    request = Request(base, tuple(paths or ()))
    request.check()
    with workers(jobs) as executor:
        reports = list(Reading(request, executor).reports())
    if report:
        sys.stdout.writelines(accounting.lines(reports))
    elif format_ is ExtractFormat.jsonl:
        sys.stdout.writelines(listing.jsonl(reports))
    elif format_ is ExtractFormat.csv:
        sys.stdout.writelines(listing.csv_lines(reports))
    elif format_ is ExtractFormat.ttl:
        _write_turtle(reports, base)
    elif output is None:
        raise UsageError("E_OUTPUT", "a register is several tables; name their folder with --output", "extract")
    else:
        register.save(output, reports)
    _tell_problems(reports)
    if any(r.status == "quarantined" for r in reports):
        raise typer.Exit(1)


def _write_turtle(reports: Sequence[Report], base: str) -> None:
    known_ = knowledge(base)
    whole = graphs(merge(reports, known_.accounts), known_, Iris(base))
    triples = (t for name, ts in whole.items() if name.startswith(("doc/", "obs/")) for t in ts)
    for block in turtle(triples, prefixes(base)):
        terminal.write(block)


@app.command()
def validate(
    paths: Annotated[list[Path], typer.Argument(help="RDF files (.ttl, .nq, .nt, .trig) or release folders.")],
    shapes: Annotated[
        list[Path] | None, typer.Option("--shapes", help="Shapes of others, in place of the project's.")
    ] = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="Form of the report.")] = ReportFormat.text,
    base: BaseOfData = None,
    lang: Annotated[Language, typer.Option(help="Language of the messages.")] = Language.en,
) -> None:
    """Check RDF files against the shapes; exit 3 where one is violated."""
    data = chain.from_iterable(map(store.triples, paths))
    base = base or store.base_of(paths[0])
    if shapes:
        report = validate_by(chain.from_iterable(map(store.triples, shapes)), data)
    else:
        report = validate_graph(data, load_shapes(base))
    if format_ is ReportFormat.text:
        typer.echo(report_text(report, lang.value), nl=False)
    elif format_ is ReportFormat.ttl:
        typer.echo(report_turtle(report, base), nl=False)
    else:
        typer.echo(report_json(report), nl=False)
    if not report.conforms:
        raise typer.Exit(3)


@app.command()
def series() -> None:
    """List the report series that can be read."""
    for one in known():
        typer.echo(f"{one.key}  {one.publisher}")


app.add_typer(making)
app.add_typer(asking)
app.add_typer(sharing)
app.add_typer(exchange)
app.add_typer(assets)
app.add_typer(checking)


def main() -> None:
    """Run a command; every error of ours is one line and an exit code."""
    if sys.stdout is None:  # closed by the shell: `>&-`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    try:
        try:
            app(prog_name="cncert-kg", standalone_mode=True)
        finally:
            sys.stdout.flush()
    except CncertKgError as error:
        _fail(error)
    except BrokenPipeError:
        _leave()
    except OSError as error:
        terminal.drop_output()
        _fail(StorageError("E_IO", error.strerror or str(error), str(error.filename or "output")))


def _fail(error: CncertKgError) -> NoReturn:
    typer.echo("\n".join(map(visible, str(error).split("\n"))), err=True)
    sys.exit(error.exit_code)


def _leave() -> NoReturn:
    """Whoever read the results has gone (`| head`): nobody is left to be told."""
    terminal.drop_output()
    sys.exit(74)
