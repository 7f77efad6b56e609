"""What speaks for one of their things being one of ours: each pair with its best reason, before any is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cncert_kg.links import places
from cncert_kg.links.names import GENERIC, Form, forms
from cncert_kg.links.similarity import Likeness, blocks, likeness
from cncert_kg.links.things import Thing
from cncert_kg.vocab import SEMAPV, SKOS

LEXICAL = SEMAPV.LexicalMatching.value
SIMILAR = SEMAPV.LexicalSimilarityThresholdMatching.value
CHAINED = SEMAPV.MappingChaining.value
"""For a number or an IRI that one side itself states to correspond: two mappings, one after the other."""

SAME_IDENTIFIER = Decimal("1")
SAME_HOST_AND_NAME = Decimal("1")
SAME_IN_COUNTRY = Decimal("0.95")
"""The same name, and both known to be of one country; or the same name of a family or a concept."""
HOST_AND_LIKENESS = Decimal("0.95")
SAME_HOST = Decimal("0.9")
"""A website may be shared by several teams of one house: close, not exact, unless a name agrees."""
SAME_NAME = Decimal("0.9")
"""The same full name, where a country is not known."""
SAME_ACRONYM = Decimal("0.85")
"""The same acronym of four letters or more, where a country is not known."""
SAME_ACRONYM_ONLY = Decimal("0.8")
"""The same acronym and country, and full names that have no word in common."""
SHORT_ACRONYM = Decimal("0.65")
"""The same acronym of two or three letters, where a country is not known."""
LIKE = {"spelling": Decimal("0.75"), "version": Decimal("0.7"), "extension": Decimal("0.6")}
"""By how names resemble each other; a spelling counts as much of it as it is alike."""

_SCHEMES = {
    "cve": "CVE number", "cnvd": "CNVD number", "attack": "ATT&CK number", "stix": "STIX id", "uuid": "UUID",
    "machinetag": "machine tag", "first": "FIRST id", "wikidata": "Wikidata item", "iri": "IRI",
    "iso3166-1": "ISO 3166-1 code", "iso3166-2": "ISO 3166-2 code",
}  # fmt: skip
"""Schemes of identifiers that tell a thing from all others, in words; what is in no other scheme is compared."""
_RELATIONS = {"cve": SKOS.relatedMatch.value}
"""Schemes whose numbers things share by right: a CNVD entry has several CVE numbers, and a number several entries."""


class Evidence(NamedTuple):
    """Why two things may be one."""

    score: Decimal
    """0 to 1."""
    predicate: str
    """IRI of the mapping predicate to propose."""
    justification: str
    """IRI of a term of SEMAPV."""
    reason: str
    """One English line."""
    match_string: str
    """What both have."""
    is_exclusive: bool = True
    """Whether a thing can have one such match only."""


class _Side(NamedTuple):
    """A thing with what its names say."""

    thing: Thing
    forms: tuple[Form, ...]
    country: str


Pair = tuple[int, int]
"""Places of ours and theirs in their sequences."""


def evidence(ours: Sequence[Thing], theirs: Sequence[Thing]) -> dict[Pair, Evidence]:
    """Give the best reason for each pair for which there is one. Things of two kinds are never paired.

    Organisations known to be of different countries have none but an identifier. Raises `UsageError` `E_EXTRA` where
    opencc or rapidfuzz is needed and not installed.
    """
    found: dict[Pair, Evidence] = {}
    left, right = [*map(_side, ours)], [*map(_side, theirs)]
    hosts = dict(_by_host(left, right))
    for pair, one in (*_by_name(left, right), *_by_likeness(left, right)):
        if pair not in found or one.score > found[pair].score:
            found[pair] = one
    for pair, host in hosts.items():
        found[pair] = _together(host, found[pair]) if pair in found else host
    for pair, one in _by_identifier(ours, theirs):
        found[pair] = one
    return found


def _side(thing: Thing) -> _Side:
    found = forms(thing.names, thing.kind)
    spoken_of = {code for form in found for code in places.countries(form.places)}
    return _Side(thing, found, thing.country or (spoken_of.pop() if len(spoken_of) == 1 else ""))


def _pairs_by(
    ours: Iterable[tuple[int, Iterable[tuple[str, ...]]]], theirs: Iterable[tuple[int, Iterable[tuple[str, ...]]]]
) -> Iterator[tuple[Pair, tuple[str, ...]]]:
    """Give the pairs that share a key, with the key."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, keys in theirs:
        for key in keys:
            index[key].append(place)
    for place, keys in ours:
        for key in keys:
            yield from (((place, other), key) for other in index.get(key, ()))


def _by_identifier(ours: Sequence[Thing], theirs: Sequence[Thing]) -> Iterator[tuple[Pair, Evidence]]:
    for pair, (scheme, value) in _pairs_by(_identifiers(ours), _identifiers(theirs)):
        if ours[pair[0]].kind != theirs[pair[1]].kind:
            continue
        predicate = _RELATIONS.get(scheme, SKOS.exactMatch.value)
        justification = CHAINED if scheme in {"cve", "iri"} else LEXICAL
        reason = f"same {_SCHEMES[scheme]} {value}"
        yield pair, Evidence(SAME_IDENTIFIER, predicate, justification, reason, value, scheme not in _RELATIONS)


def _identifiers(things: Iterable[Thing]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    for place, thing in enumerate(things):
        known = thing.identifiers | ({("iri", thing.iri)} if thing.iri else set())
        yield place, sorted(pair for pair in known if pair[0] in _SCHEMES)


def _by_host(ours: Sequence[_Side], theirs: Sequence[_Side]) -> Iterator[tuple[Pair, Evidence]]:
    for pair, (host,) in _pairs_by(_hosts(ours), _hosts(theirs)):
        if _may_match(ours[pair[0]], theirs[pair[1]]):
            yield pair, Evidence(SAME_HOST, SKOS.closeMatch.value, LEXICAL, f"same host {host}", host)


def _hosts(sides: Iterable[_Side]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    for place, side in enumerate(sides):
        yield place, sorted((value,) for scheme, value in side.thing.identifiers if scheme == "host")


def _together(host: Evidence, name: Evidence) -> Evidence:
    """Weigh a host and a name that speak for the same pair."""
    reason = f"{host.reason}, and {name.reason}"
    if name.justification == SIMILAR:
        return host._replace(score=HOST_AND_LIKENESS, reason=reason)
    return host._replace(score=SAME_HOST_AND_NAME, reason=reason, predicate=SKOS.exactMatch.value)


def _may_match(ours: _Side, theirs: _Side) -> bool:
    """Whether two things are of one kind, and not of two countries."""
    if ours.thing.kind != theirs.thing.kind:
        return False
    return not (ours.country and theirs.country) or ours.country == theirs.country


def _by_name(ours: Sequence[_Side], theirs: Sequence[_Side]) -> Iterator[tuple[Pair, Evidence]]:
    keyed = (((n, [(f.kind, f.text) for f in side.forms]) for n, side in enumerate(sides)) for sides in (ours, theirs))
    for (one, other), key in _pairs_by(*keyed):
        if _may_match(ours[one], theirs[other]):
            for form, same in _forms_of(ours[one], theirs[other], key):
                if score := _score(ours[one], form, theirs[other], same):
                    reason = f"same {_said(form, same)}{_of(ours[one], theirs[other])}"
                    yield (one, other), Evidence(score, SKOS.closeMatch.value, LEXICAL, reason, form.text)


def _forms_of(ours: _Side, theirs: _Side, key: tuple[str, ...]) -> Iterator[tuple[Form, Form]]:
    for form in ours.forms:
        if (form.kind, form.text) == key:
            yield from ((form, f) for f in theirs.forms if (f.kind, f.text) == key)


def _score(ours: _Side, form: Form, theirs: _Side, same: Form) -> Decimal | None:
    """Give what one equal name is worth, or nothing where places or full names speak against it."""
    is_one_country = bool(ours.country and ours.country == theirs.country)
    if form.kind in {"family", "concept"}:
        return SAME_IN_COUNTRY
    if places.divisions(form.places) != places.divisions(same.places):
        return None
    if form.kind != "acronym":
        if not _places_agree(ours, form, theirs, same):
            return None
        return SAME_IN_COUNTRY if is_one_country else SAME_NAME
    if _have_no_word_in_common(ours, theirs, form.text):
        return SAME_ACRONYM_ONLY if is_one_country else None
    weak = SAME_ACRONYM if len(form.text) > 3 else SHORT_ACRONYM
    return SAME_IN_COUNTRY if is_one_country else weak


def _places_agree(ours: _Side, form: Form, theirs: _Side, same: Form) -> bool:
    """Whether two equal names speak of the same places, or a place that one leaves out is known of its thing."""
    if form.places == same.places:
        return bool(form.places) or not form.is_generic or bool(ours.country and ours.country == theirs.country)
    stated = form.places | ({ours.country} - {""}), same.places | ({theirs.country} - {""})
    return stated[0] == stated[1]


def _have_no_word_in_common(ours: _Side, theirs: _Side, acronym: str) -> bool:
    """Whether both write the acronym out, in Latin letters and without a word in common: two houses have it."""
    words = [_written_out(side, acronym) for side in (ours, theirs)]
    return bool(words[0] and words[1]) and not words[0] & words[1]


def _written_out(side: _Side, acronym: str) -> set[str]:
    """Give the words that tell of the full names, but of those that hold the acronym itself."""
    names = (f.text.split() for f in side.forms if f.kind == "name")
    return {word for words in names if acronym not in words for word in words if word not in GENERIC}


def _by_likeness(ours: Sequence[_Side], theirs: Sequence[_Side]) -> Iterator[tuple[Pair, Evidence]]:
    keyed = (
        ((n, sorted({(f.kind, b) for f in side.forms for b in blocks(f)})) for n, side in enumerate(sides))
        for sides in (ours, theirs)
    )
    for one, other in sorted({pair for pair, _ in _pairs_by(*keyed)}):
        if _may_match(ours[one], theirs[other]) and _acronyms_agree(ours[one], theirs[other]):
            yield from (((one, other), e) for e in _likenesses(ours[one], theirs[other]))


def _acronyms_agree(ours: _Side, theirs: _Side) -> bool:
    """Whether an acronym of one begins one of the other, or one has none: CNVD and CNNVD have names much alike."""
    left, right = ([f.text for f in side.forms if f.kind == "acronym"] for side in (ours, theirs))
    return not (left and right) or any(a.startswith(b) or b.startswith(a) for a in left for b in right)


def _likenesses(ours: _Side, theirs: _Side) -> Iterator[Evidence]:
    for form in ours.forms:
        for other in theirs.forms:
            if form.kind != other.kind or form.kind == "acronym" or form.text == other.text:
                continue
            if form.is_generic or other.is_generic or not _places_agree(ours, form, theirs, other):
                continue
            if found := likeness(form, other):
                reason = f"{_WORDS[found.how]} ({found.ratio} of 100): {_said(form, other)}{_of(ours, theirs)}"
                yield Evidence(_worth(found), SKOS.closeMatch.value, SIMILAR, reason, "")


_WORDS = {"spelling": "near", "extension": "part of", "version": "a version"}


def _worth(found: Likeness) -> Decimal:
    whole = LIKE[found.how]
    return (whole * found.ratio / 100).quantize(Decimal("0.01")) if found.how == "spelling" else whole


def _said(form: Form, other: Form) -> str:
    """Say what is compared, as each side writes it."""
    what = "acronym" if form.kind == "acronym" else "name"
    if form.original == other.original:
        return f"{what} {form.original!r}"
    return (
        f"{what} {form.original!r} = {other.original!r}"
        if form.text == other.text
        else (f"{what} {form.original!r} ~ {other.original!r}")
    )


def _of(ours: _Side, theirs: _Side) -> str:
    if ours.thing.kind != "organisation":
        return ""
    return f", both of {ours.country}" if ours.country and theirs.country else ", country not known of both"
