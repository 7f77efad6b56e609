"""What the pages of changes show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cncert_kg.differences import figures
from cncert_kg.differences.causes import Cause
from cncert_kg.differences.comparison import SECTIONS, Comparison
from cncert_kg.differences.figures import FigureChange, Stated
from cncert_kg.differences.things import FactChange, Property, ThingChange
from cncert_kg.site import formats
from cncert_kg.site.links import Ref, html_path, outward_ref, place
from cncert_kg.site.quotes import Piece, marked, span
from cncert_kg.site.scope import Scope
from cncert_kg.site.views.common import View
from cncert_kg.site.words import BY_LANGUAGE

HOME = "changes/index"
"""The page of all changes, without language and suffix."""

_SHORT, _DETAILS = 50, 5
"""Longest value told of a property, in characters; most properties told of a thing: all are in the JSON."""


class Said(NamedTuple):
    """A figure as one release has it."""

    word: str
    """`Before` or `After`."""
    amount: str
    pieces: list[Piece]
    """The sentence, the digits marked; empty from a register."""
    document: Ref
    place: str


class Shown(NamedTuple):
    """A figure that changed."""

    name: Ref
    state: str
    whose: str
    """Whose change it is."""
    why: str
    sides: list[Said]


class Row(NamedTuple):
    """Another thing that changed."""

    state: str
    name: Ref
    details: list[Ref]
    why: str


@dataclass(frozen=True)
class Pages:
    """The pages of one comparison: within the release after, or by themselves."""

    found: Comparison
    is_alone: bool
    """Whether nothing of the release stands beside them: then things are linked by their IRIs."""

    @property
    def layout(self) -> str:
        """The frame of a page."""
        return "bare.html" if self.is_alone else "layout.html"

    def ref(self, scope: Scope, node: str, text: str, lang: str = "") -> Ref:
        """Give a link to a thing; mere text where the release after does not have it."""
        if self.is_alone:
            return outward_ref(f"{self.found.after.base}{node}")._replace(text=text, lang=lang)
        is_shown = node in self.found.listed if node.startswith("id/vuln/") else self.found.after.has(node)
        return Ref(scope.inside + html_path(place(node)) if is_shown else "", text, lang)

    def name(self, node: str, lang: str) -> str:
        """Give the label of a thing in a language; its key where neither release has one."""
        for one in (self.found.after, self.found.before):
            if label := figures.labels(one.quads.about(one.base + node))[lang == "en"]:
                return label
        return node.rpartition("/")[2]

    def home(self, lists: Sequence[tuple[str, int]], scope: Scope) -> View:
        """Give the counts, the ways to all changes (`lists`: path and number), the files."""
        w, found = scope.w, self.found
        return {
            "layout": self.layout,
            "h1": w["changes"],
            "below": [Ref("", w["changes"])],
            "is_same": found.triples == (0, 0),
            "versions": [(w["before"], found.before.version, _day(found.before.day, scope)),
                         (w["after"], found.after.version, _day(found.after.day, scope))],
            "series": [self._series(scope, key) for key in sorted({f.series for f in found.figures})],
            "counts": [(w[f"changed_{n}"], [found.counts[n].get(s, 0) for s in figures.STATES]) for n in _COUNTED],
            "states": [w[f"is_{s}"] for s in figures.STATES],
            "causes": self._causes(scope),
            "lists": [Ref(f"{scope.inside}{path}.html", f"{w[_word(path)]} ({n:,})") for path, n in lists],
            "years": [(y or "CNVD-C", [by.get(s, 0) for s in figures.STATES]) for y, by in found.years.items()],
            "files": [(Ref(f"{scope.root}changes/{f}", f), w[word]) for f, word in _FILES],
            "feeds": self._feeds(scope),
        }  # fmt: skip

    def _series(self, scope: Scope, key: str) -> tuple[Ref, list[int]]:
        count = Counter(f.state for f in self.found.figures if f.series == key)
        href = f"{scope.inside}changes/{key}.html"
        return Ref(href, self.name(f"id/series/{key}", scope.lang)), [count[s] for s in figures.STATES]

    def _causes(self, scope: Scope) -> list[tuple[str, str, int]]:
        count = Counter((f.cause.whose, f.cause.reason) for f in self.found.figures)
        rows = sorted(count.items(), key=lambda c: (-c[1], c[0]))
        return [(scope.w[f"whose_{whose}"], scope.w[f"why_{reason}"], n) for (whose, reason), n in rows]

    def _feeds(self, scope: Scope) -> list[Ref]:
        keys = sorted({f.series for f in self.found.figures})
        return [
            Ref(f"{scope.root}changes/{key}.{scope.lang}.atom", self.name(f"id/series/{key}", scope.lang))
            for key in keys
        ]

    def series(self, key: str, scope: Scope, changes: Sequence[FigureChange]) -> View:
        """Give changed figures of a series."""
        name = self.name(f"id/series/{key}", scope.lang)
        return {
            "layout": self.layout,
            "h1": f"{scope.w['changes']}{scope.w['colon']}{name}",
            "below": [_home(scope), Ref("", name)],
            "figures": [self.shown(scope, one) for one in changes],
        }

    def shown(self, scope: Scope, one: FigureChange) -> Shown:
        """Give a changed figure with both values and both sentences; one sentence that states both is shown once."""
        name, w = _name(one.labels[scope.lang == "en"], scope.lang), scope.w
        held = [(w["before"], one.old), (w["after"], one.new)]
        is_once = bool(one.old and one.new and one.old.witness == one.new.witness)
        return Shown(
            self.ref(scope, one.node, name),
            w[f"is_{one.state}"],
            w[f"whose_{one.cause.whose}"],
            w[f"why_{one.cause.reason}"],
            [self._said(scope, word, s, is_once and s is one.old) for word, s in held if s],
        )

    def _said(self, scope: Scope, word: str, stated: Stated, is_below: bool) -> Said:
        amount, rests = self._amount(scope, stated), stated.witness
        if rests is None or is_below:
            return Said(word, amount, [], Ref("", ""), "")
        here = span(rests.sentence, rests.quote, rests.prefix, rests.suffix, digits=True)
        node = f"id/doc/{rests.document}"
        document = self.ref(scope, node, self.name(node, scope.lang))
        return Said(word, amount, marked(rests.sentence, [here]), document, f"{rests.start:,}–{rests.end:,}")

    def _amount(self, scope: Scope, stated: Stated) -> str:
        """A value with its unit and its bounds; a rating by its name."""
        lang = scope.lang
        if not stated.unit:
            return self.name(f"code/rating/{stated.value}", lang)
        unit = formats.unit_name(self.name(f"code/unit/{stated.unit}", lang), stated.value, lang)
        number = formats.qualified(stated.value, stated.qualifier, lang)
        lower, upper = (formats.number(b) for b in stated.bounds)
        bounds = f" ({lower}–{upper})" if lower or upper else ""
        return f"{number}{'' if unit == '%' else ' '}{unit}{bounds}"

    def rows(self, section: str, scope: Scope, changes: Sequence[ThingChange | FactChange]) -> View:
        """Give things of a section that changed."""
        word = scope.w[f"changed_{section}"]
        rows = [self._row(scope, one) for one in changes]
        return {
            "layout": self.layout,
            "h1": word,
            "below": [_home(scope), Ref("", word)],
            "rows": rows,
            "has_details": any(row.details or row.why for row in rows),
        }

    def _row(self, scope: Scope, one: ThingChange | FactChange) -> Row:
        w, label = scope.w, one.labels[scope.lang == "en"]
        foreign = formats.foreign(label, scope.lang)
        name = self.ref(scope, one.node, label or one.node, foreign)
        if isinstance(one, FactChange):
            return Row(w[f"is_{one.state}"], name, [_text(f"{one.name}: {_short(one.value)}", scope.lang)], "")
        details = [_text(_differs(p), scope.lang) for p in one.properties[:_DETAILS]]
        return Row(w[f"is_{one.state}"], name, details, why(one.cause, scope))


_COUNTED = ("figures", *SECTIONS, "organisations", "triples")
_FILES = (
    ("added.nt", "file_added"), ("removed.nt", "file_removed"), ("diff.json", "file_diff"),
    ("notes.zh.md", "file_notes_zh"), ("notes.en.md", "file_notes_en"),
)  # fmt: skip


def why(cause: Cause | None, scope: Scope) -> str:
    """Give a cause in words; empty for none."""
    if cause is None:
        return ""
    return f"{scope.w[f'whose_{cause.whose}']}{scope.w['colon']}{scope.w[f'why_{cause.reason}']}"


def _home(scope: Scope) -> Ref:
    return Ref(f"{scope.inside}{HOME}.html", scope.w["changes"])


def _word(path: str) -> str:
    return f"changed_{path.rpartition('/')[2]}"


def _day(day: str, scope: Scope) -> str:
    return formats.day(day, scope.lang, weekday=True)


def _name(label: str, lang: str) -> str:
    """Give what and when of the label of an observation, which ends with how much."""
    return label.rpartition(BY_LANGUAGE[lang]["colon"])[0] or label


def _differs(one: Property) -> str:
    old, new = (", ".join(map(_short, values)) or "∅" for values in (one.old, one.new))
    return f"{one.name}: {old} → {new}"


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _text(text: str, lang: str) -> Ref:
    return Ref("", text, formats.foreign(text, lang))
