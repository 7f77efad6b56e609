"""Document to report: the first series that recognises it reads it; what CNCERT says of itself is read everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from cncert_kg.errors import DocumentError, ExtractionError
from cncert_kg.model import Document, Period, Problem, Report
from cncert_kg.readers import files
from cncert_kg.series import Recognition, Series, known, profile

BATCH = 50
"""Documents a task: an executor's overhead is then a small part of the work."""


def extract(document: Document) -> Report:
    """Give what a document says.

    Raises `ExtractionError`: `E_DATE` where its number or dates are impossible, `E_FIGURE` where a figure that
    every issue has is missing or no number.
    """
    try:
        found = _recognised(document)
    except ValueError as error:
        raise ExtractionError("E_DATE", str(error), document.name) from error
    if document.status != "full":
        return _without_content(document, found[1] if found else None)
    try:
        if found is None:
            return _unrecognised(document)
        series, recognition = found
        return _with_profile(_checked(series.read(document, recognition), series))
    except ValueError as error:
        raise ExtractionError("E_FIGURE", str(error), document.name) from error


def _recognised(document: Document) -> tuple[Series, Recognition] | None:
    for series in known():
        recognition = series.recognise(document)
        if recognition is not None:
            return series, recognition
    return None


def _without_content(document: Document, found: Recognition | None) -> Report:
    """A shell, an anti-bot page or a deleted post: it proves that the issue exists, and nothing else."""
    report = found.report(document, document.status) if found else Report(document, status=document.status)
    return replace(report, problems=document.problems)


def _unrecognised(document: Document) -> Report:
    if not profile.is_profile(document):
        return Report(document, problems=document.problems)
    return _with_profile(Report(document, status="full", recognised_by="profile"))


def _checked(report: Report, series: Series) -> Report:
    """Report a period whose length is not the series' own, which stays as it was stated; a cut copy is a part."""
    if any(p.code == "W_TRUNCATED" for p in report.document.problems):
        report = replace(report, status="partial")
    if report.period is None:
        # The number is known and the days are not: another copy may give them.
        return replace(report, period=Period(undated_in=report.document.key))
    days = report.period.days
    expected = series.days * report.numbers
    if not series.days or days in (None, expected):
        return report
    found = Problem("W_PERIOD", f"found a period of {days} days, {report.stated_period}, expected {expected}")
    return replace(report, problems=(*report.problems, found))


def _with_profile(report: Report) -> Report:
    problems = report.document.problems + report.problems
    if not profile.is_profile(report.document):
        return replace(report, problems=problems)
    return replace(
        report,
        figures=report.figures + tuple(profile.statistics(report.document, _issued(report))),
        statements=report.statements + tuple(profile.statements(report.document)),
        gaps=report.gaps + tuple(profile.gaps(report.document)),
        problems=problems,
    )


def _issued(report: Report) -> Period:
    """The day or month a document was issued, as it states it itself."""
    stated = report.bibliography.issued if report.bibliography else ""
    if not stated and report.document.published:
        stated = report.document.published.isoformat()
    return Period(stated, stated) if stated else Period(undated_in=report.document.key)


def from_file(path: Path) -> Report:
    """Read and extract one file; a document that cannot be used comes back quarantined, never as an exception."""
    try:
        document = files.read(path)
    except DocumentError as error:
        return _unread(path, error)
    try:
        return extract(document)
    except DocumentError as error:
        return _rejected(document, error)


def _unread(path: Path, error: DocumentError) -> Report:
    """A file that gave no text."""
    name = files.base_name(path)
    _, _, line = error.where.partition(f"{name}:")
    problem = Problem(error.code, error.message, int(line) if re.fullmatch("[0-9]+", line) else None)
    document = Document(name, files.fingerprint(path), "", "quarantined")
    return Report(document, status="quarantined", problems=(problem,))


def _rejected(document: Document, error: DocumentError) -> Report:
    """A text that states what cannot be. Where it is of a known issue, it proves that issue all the same."""
    try:
        found = _recognised(document)
    except ValueError:
        found = None
    report = _without_content(replace(document, status="quarantined"), found[1] if found else None)
    return replace(report, problems=(*document.problems, Problem(error.code, error.message)))


def from_files(paths: Iterable[Path], executor: Executor | None = None) -> Iterator[Report]:
    """Give the report of each file, in the order of `paths`, worked off by `executor` where one is given."""
    if executor is None:
        yield from map(from_file, paths)
    else:
        yield from executor.map(from_file, paths, chunksize=BATCH)
