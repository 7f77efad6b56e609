"""The command that asks a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Store

from cncert_kg import answers, explaining, guard, questions, store, terminal
from cncert_kg.errors import UsageError
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.options import BaseOfData, Data, Language
from cncert_kg.questions import Question
from cncert_kg.readers import files
from cncert_kg.vocab import prefixes

asking = typer.Typer(rich_markup_mode=None)


@asking.command()
def query(
    question: Annotated[
        str | None, typer.Argument(help="SPARQL, a file of it, or the name of a question.", show_default=False)
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="A question that comes with the package.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the questions that come with the package.")] = False,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=TERM", help="Another value for a question's parameter.")
    ] = None,
    data: Data = Path("public"),
    format_: Annotated[answers.Format, typer.Option("--format", help="Form of the answer.")] = answers.Format.table,
    limit: Annotated[int | None, typer.Option(min=0, help="Most rows, or triples, of the answer.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what is asked and how it is read, not the answer.")
    ] = False,
    base: BaseOfData = None,
    lang: Annotated[Language, typer.Option(help="Language of the labels in a table.")] = Language.en,
) -> None:
    """Ask a release, or any RDF file, in SPARQL; the project's prefixes are known without being written."""
    if list_:
        for known in questions.questions():
            typer.echo(f"{known.name}  {known.titles[lang.value]}")
        return
    guard.deepen_stack()
    asked = _asked(question, name)
    base = base or store.base_of(data)
    text = _text(asked, values or ()).replace(DEFAULT_BASE, base)
    opened = store.open_store(data)
    if explain:
        _explain(asked, text, opened, base, lang.value)
        return
    answer = store.ask(opened, text, base)
    written = answers.written(answer, format_, opened, base, lang.value, limit)
    terminal.write(written.body)
    if written.truncated and format_ is not answers.Format.table:
        typer.echo(f"W_TRUNCATED query: {written.rows} rows, and more; --limit asked for no others", err=True)


def _asked(question: str | None, name: str | None) -> Question | str:
    """Give the question that is meant: one by its name, or the text of a query."""
    if (question is None) == (name is None):
        raise UsageError("E_QUERY", "give a query, a file or a name; --list shows the names", "query")
    if name is not None:
        return questions.question(name)
    assert question is not None
    if question.endswith(".rq"):
        return files.query_text(Path(question))
    return questions.question(question) if questions.is_name(question) else question


def _text(asked: Question | str, values: list[str] | tuple[()]) -> str:
    """Give the query with the values that are set."""
    pairs = [value.partition("=") for value in values]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise UsageError("E_PARAMETER", f"found {name!r}, expected NAME=TERM", "--set")
    if isinstance(asked, Question):
        return asked.filled({name: value for name, _, value in pairs})
    if pairs:
        raise UsageError("E_PARAMETER", "only questions that come with the package have parameters", "--set")
    return asked


def _explain(asked: Question | str, text: str, opened: Store, base: str, language: str) -> None:
    if isinstance(asked, Question):
        typer.echo(f"{asked.questions[language]}\n{asked.descriptions[language]}\n")
        for one in asked.parameters:
            typer.echo(f"--set {one.name}={one.default}  {one.labels[language]}")
        typer.echo(asked.in_full(prefixes(base)))
    for line in explaining.explained(text, opened, base):
        typer.echo(line, nl=False)
