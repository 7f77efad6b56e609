"""Rows of a register to values: each function makes one, or raises `ValueError` and says what it found."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from cncert_kg.bibliography import Bibliography, Chapter
from cncert_kg.indicators import indicators
from cncert_kg.iris import key
from cncert_kg.model import (
    Asset,
    Document,
    Figure,
    Gap,
    ListedCve,
    ListedIssue,
    ListedVulnerability,
    Mention,
    Participant,
    Period,
    Quantity,
    Statement,
)
from cncert_kg.readers.checks import code, count, matching, number, thing
from cncert_kg.readers.register_tables import BOOK_FIELDS, GAP, SEPARATOR, Row
from cncert_kg.text import NUMBER_OF_CVE, NUMBER_OF_ENTRY

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAY = r"\d{4}(?:-\d{2}){0,2}"
_SLUG = r"[a-z][a-z0-9]*(?:-[A-Za-z0-9]+)*"
_PHONE = r"\+[0-9]{5,15}"
_OBJECTS = {
    "name": ".+", "founded": _DAY, "status": ".+", "leads": ".+", "motto": ".+", "handles": ".+", "wechat": ".+",
    "function": "事件发现|预警通报|应急处置|测试评估", "years-of-practice": r"[1-9][0-9]{0,2}",
    "initiated": _SLUG, "operates": _SLUG, "member-of": _SLUG, "co-founder-of": _SLUG, "participates-in": _SLUG,
    "website": r"(?:https?://)?[A-Za-z0-9.-]+\.[a-z]+(?:/\S*)?", "email": r"[\w.+-]+@[\w.-]+",
    "telephone": _PHONE, "fax": _PHONE,
}  # fmt: skip
"""The predicates of statements, and what their objects look like."""


def issue(row: Row) -> str:
    """Give the key of an issue: a series and an issue come together, and a period only with them."""
    if bool(row["series"]) != bool(row["issue"]) or (row["period"] and not row["series"]):
        raise ValueError("series and issue come together or not at all, and a period with them")
    return row["issue"] and key(row["issue"])


def document(row: Row) -> Document:
    """Give a copy without its text."""
    return Document(
        name=f"register:{row['sha256'][:16]}",
        sha256=matching(_SHA256, row["sha256"]),
        text="",
        status=row["status"],
        url=row["url"],
        source=row["source"],
        account=row["account"],
        published=date.fromisoformat(matching(r"\d{4}-\d\d-\d\d", row["published"])) if row["published"] else None,
        text_sha256=row["text_sha256"] and matching(_SHA256, row["text_sha256"]),
    )


def period(text: str) -> Period | None:
    """Read the key of a period; `ValueError` for what is none, `None` for the empty text."""
    if not text:
        return None
    if text.startswith("undated-"):
        return Period(undated_in=key(text.removeprefix("undated-")))
    start, _, end = text.partition("_")
    end = end or start
    for bound in (start, end):
        date.fromisoformat(matching(_DAY, bound) + "-01-01"[len(bound) - 10 :] if len(bound) < 10 else bound)
    if len(start) != len(end) or end < start:
        raise ValueError(f"not the key of a period: {text[:40]!r}")
    return Period(start, end)


def _mention(row: Row, stated: Decimal | str) -> Mention:
    start, end = count(row["start"]), count(row["end"])
    if end <= start:
        raise ValueError(f"a place that ends before it starts: {start} to {end}")
    rule = "/".join(map(key, matching("[^/]+/[^/]+", row["rule"]).split("/")))
    return Mention(start, end, rule, stated)


def figure_mention(row: Row) -> Mention:
    """Give one mention of a figure."""
    return _mention(row, number(row["stated"]) if row["value"] else code("rating", row["stated"]))


def figure(row: Row, mentions: list[Mention]) -> Figure:
    """Give a figure with all its mentions, the canonical one first."""
    if bool(row["value"]) == bool(row["code"]):
        raise ValueError("a figure is either a number or a code")
    return Figure(
        indicator=_indicator(row["indicator"]),
        statistic=_statistic(row["statistic"], bool(row["value"])),
        mention=mentions[0],
        quantity=_quantity(row) if row["value"] else None,
        code=row["code"] and code("rating", row["code"]),
        breakdown=_breakdown(row["breakdown"], row["label"]),
        witnesses=tuple(mentions[1:]),
        period=period(row["period"]),
        series=row["series"] and thing("series", row["series"]),
        area=row["area"] and code("area", row["area"]),
        rank=count(row["rank"]),
        **{k: row[k] for k in ("label", "operator", "definition")},
    )


def _indicator(text: str) -> str:
    if text not in indicators():
        raise ValueError(f"the indicator table has no code {text[:40]!r}")
    return text


def _statistic(text: str, is_number: bool) -> str:
    """A word of the graph, or one of the two that only a document uses."""
    if not is_number:
        return matching("coded", text)
    return text if text == "prev" else code("statistic", text)


def _breakdown(text: str, label: str) -> str:
    """Give a listed breakdown, or one that only its printed label names: its kind at least is in the list."""
    if label:
        code("breakdown", text.partition("-")[0])
        return key(text)
    return code("breakdown", text)


def _quantity(row: Row) -> Quantity:
    lower, upper = (number(row[k]) if row[k] else None for k in ("lower", "upper"))
    return Quantity(number(row["value"]), code("qualifier", row["qualifier"]), lower, upper)


def statement(row: Row) -> Statement:
    """Give what a document says of an organisation."""
    if row["predicate"] not in _OBJECTS:
        raise ValueError(f"no predicate of statements: {row['predicate'][:40]!r}")
    thing("series" if row["subject"].startswith("cncert-") else "org", row["subject"])
    pattern = _OBJECTS[row["predicate"]]
    matching(pattern, row["object"])
    if pattern is _SLUG:
        thing("org", row["object"])
    elif pattern is _DAY:
        period(row["object"])
    facts = {k: row[k] for k in ("subject", "predicate", "object", "role", "language", "since")}
    matching("|zh|en", row["language"])
    period(row["since"])
    if row["role"]:
        code("membership-role", row["role"])
    return Statement(mention=_mention(row, row["stated"]), **facts)


def vulnerability(row: Row) -> ListedVulnerability:
    """Give a CNVD entry that a report names."""
    entry = matching(NUMBER_OF_ENTRY, row["number"])
    return ListedVulnerability(
        number=entry,
        mention=_mention(row, entry),
        title=row["title"],
        origin=row["origin"] and code("area", row["origin"]),
        rank=count(row["rank"]),
        severity=row["severity"] and code("severity", row["severity"]),
        cves=tuple(matching(NUMBER_OF_CVE, c) for c in parts(row["cves"])),
        products=parts(row["products"]),
    )


def cve(row: Row) -> ListedCve:
    """Give a CVE record that a report names."""
    record = matching(NUMBER_OF_CVE, row["number"])
    severity = row["severity"] and code("severity", row["severity"])
    return ListedCve(record, _mention(row, record), row["title"], severity, parts(row["products"]))


def participant(row: Row) -> Participant:
    """Give an organisation that a report names."""
    name = matching(".+", row["name"])
    return Participant(code("participation", row["role"]), name, _mention(row, name), count(row["rank"]))


def asset(row: Row) -> Asset:
    """Give a malicious address or file; `ValueError` for a live one."""
    if row["kind"] != "hash" and "[.]" not in row["value"] and "[:]" not in row["value"]:
        raise ValueError(f"an address that is not defanged: {row['value'][:10]!r}…")
    label = row["family_label"]
    return Asset(
        kind=code("asset-kind", row["kind"]),
        value=row["value"],
        mention=_mention(row, row["value"]),
        family=row["family"] and _breakdown(row["family"], label),
        family_label=label,
        **{k: row[k] for k in ("port", "place")},
    )


def listed(row: Row) -> ListedIssue:
    """Give an issue that a report lists."""
    where = _mention(row, row["issue"])
    return ListedIssue(thing("series", row["series"]), key(row["issue"]), period(row["period"]), row["url"], where)


def gap(row: Row) -> Gap:
    """Give a figure or a fact that is known to be missing."""
    code("gap-reason", row["reason"])
    if bool(row["indicator"]) == bool(row["subject"]):
        raise ValueError("a gap is of a figure or of a fact")
    if row["indicator"]:
        _indicator(row["indicator"])
        code("statistic", row["statistic"])
    else:
        thing("org", row["subject"])
    return Gap(**{k: row[k] for k in GAP[1:]})


def chapter(row: Row) -> Chapter:
    """Give a heading of a table of contents."""
    return Chapter(row["number"], row["title"], count(row["page"]))


def book(fields: dict[str, str], chapters: tuple[Chapter, ...]) -> Bibliography:
    """Give how a book describes itself."""
    return Bibliography(**{k: fields[k] for k in BOOK_FIELDS if k in fields}, chapters=chapters)


def parts(text: str) -> tuple[str, ...]:
    """Give the values that stand in one cell."""
    return tuple(text.split(SEPARATOR)) if text else ()
