"""Rules for nginx: one file for its `http` section, with a server of its own.

nginx compares no weights, so maps read them as text of four digits, and a pattern tells the greater of two: where both
begin alike, the first digit that differs decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.negotiation import offers
from cncert_kg.site.negotiation.offers import ENTRY, OFFERS, ROOT, TYPES, Place

Lines = Iterator[str]

LISTEN = "listen 80;"
"""Where the server listens, to be changed."""
FOLDER = "root /srv/cncert-kg/public;"
"""Where the release is, to be changed."""

Row = tuple[str, str]
"""Of a map: what is looked for, and the value."""

_GROUP = re.compile(r"\$(\d)")

_WEIGHT = "kg_weight"
"""The group of a pattern; maps may share it, since a map takes its value at once."""

_DIGITS = (
    ("~^(?:1.*)?:$", "1000"),
    (r"~^0\.(?<kg_three>\d\d\d):$", "0$kg_three"),
    (r"~^0\.(?<kg_two>\d\d):$", "0${kg_two}0"),
    (r"~^0\.(?<kg_one>\d):$", "0${kg_one}00"),
)
"""Weight by what an entry states."""

_GREATER = "~^(\\d*)(?:" + "|".join(f"{d}\\d*:\\1[{d + 1}-9]" for d in range(9)) + ")"

_RULES = r"""
    # What an IRI leads to; an entry of the catalogue without a page of its own is a row of a page of a hundred numbers.
    set $kg_data $kg_own_data;
    set $kg_page $kg_own_page;
    set $kg_anchor $kg_own_anchor;
    set $kg_whole $kg_own_whole;
    set $kg_entry "$kg_entry_data";
    if (-f $document_root/$kg_own_data.ttl) {
        set $kg_entry "";
    }
    if ($kg_entry) {
        set $kg_data $kg_entry_data;
        set $kg_page $kg_entry_page;
        set $kg_anchor $kg_entry_anchor;
        set $kg_whole 1;
    }
    # What has no data is no thing of ours: a file, a folder, or nothing.
    set $kg_thing "";
    if (-f $document_root/$kg_data.ttl) {
        set $kg_thing 1;
    }
    set $kg_tongue $kg_language;
    if (!-f $document_root$uri.html) {
        set $kg_tongue $kg_known_language;
    }
    set $kg_answer "$kg_thing:$kg_form";
    if ($kg_answer = "1:") {
        return 406;
    }
    if ($uri ~ "^/(?:index\.html)?$") {
        set $kg_answer "$kg_answer:index";
    }
    if ($kg_answer = "1:html") {
        set $kg_answer "1:html:$kg_tongue";
    }
    if ($kg_answer = "1:html:") {
        return 303 $uri.html;
    }
    if ($kg_answer ~ "^1:html:(?:zh|en)$") {
        return 303 /$kg_tongue/$kg_page.html$kg_anchor;
    }
    if ($kg_answer ~ "^1:(?:ttl|jsonld|nt)(?::index)?$") {
        return 303 /$kg_data.$kg_form;
    }
"""


def server(base: str, sets: Mapping[str, Sequence[str]]) -> str:
    """Give the rules for a release at the root of a host."""
    lines = [
        "# Content negotiation for a release of cncert-kg, written with it. Include it in the http section of nginx;",
        "# change the three lines that say where the server listens, its name, and where the release is.",
        *_weights(),
        *_choice(),
        *_places(sets),
        *_links(base),
        "",
        "server {",
        f"    {LISTEN}",
        "    server_name _;",
        f"    {FOLDER}",
        "",
        *_files(),
        *_RULES.splitlines(),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _map(source: str, target: str, rows: Sequence[Row], default: str = "") -> Lines:
    yield ""
    yield f"map {source} $kg_{target} {{"
    yield f"    default {_quoted(default)};"
    yield from (f"    {_quoted(key)} {_quoted(value)};" for key, value in rows)
    yield "}"


def _quoted(text: str) -> str:
    return f'"{text}"'


def _weights() -> Lines:
    for offer in OFFERS:
        rows = [(f"~*{offers.weight_pattern(r, _WEIGHT)}", f"${_WEIGHT}:") for r in offers.ranges(offer)]
        yield from _weight("$http_accept", offer.name, [("", "1:"), *rows] if offer.form == "html" else rows)
    for language in LANGUAGES:
        row = f"~*{offers.language_pattern(language, _WEIGHT)}", f"${_WEIGHT}:"
        yield from _weight("$http_accept_language", language, [row])


def _weight(header: str, name: str, rows: Sequence[Row]) -> Lines:
    """What the entry of a header states, with a colon behind it, and the weight that this is."""
    yield from _map(header, f"said_{name}", rows)
    yield from _map(f"$kg_said_{name}", f"q_{name}", _DIGITS, "0000")


def _choice() -> Lines:
    """The form and the language with the highest weight, of equals the first."""
    yield from _map('"$kg_page"', "w_html", [("", "0000")], "$kg_q_html")
    yield from _map('"$kg_page:$http_accept"', "w_turtle", [(":", "1000")], "$kg_q_turtle")
    for offer in OFFERS[2:]:
        yield from _map("$kg_whole", f"w_{offer.name}", [("1", "0000")], f"$kg_q_{offer.name}")
    yield from _best("form", [(o.form, f"$kg_w_{o.name}") for o in OFFERS])
    yield from _best("language", [(language, f"$kg_q_{language}") for language in LANGUAGES])
    yield from _map("$kg_language", "known_language", [("", LANGUAGES[0])], "$kg_language")


def _best(target: str, candidates: Sequence[Row]) -> Lines:
    best, name = "0000", ""
    for number, (candidate, weight) in enumerate(candidates):
        source, is_last = f'"{best}:{weight}"', number == len(candidates) - 1
        yield from _map(source, target if is_last else f"{target}_{number}", [(_GREATER, candidate)], name)
        yield from _map(source, f"{target}_best_{number}", [(_GREATER, weight)], best)
        best, name = f"$kg_{target}_best_{number}", f"$kg_{target}_{number}"


def _places(sets: Mapping[str, Sequence[str]]) -> Lines:
    found = [*offers.places(sets)]
    same = _named("(.*)", "$1")
    yield from _map("$uri", "own_data", [("/", ROOT), *_column(found, "data"), same])
    yield from _map("$uri", "own_page", [("/", "index"), *_column(found, "page"), same])
    yield from _map("$uri", "own_anchor", _column(found, "anchor"))
    yield from _map("$uri", "own_whole", [_named(p.pattern, "1") for p in found if p.is_whole])
    for field in ("data", "page", "anchor"):
        yield from _map("$uri", f"entry_{field}", _column([ENTRY], field))


def _column(places: Sequence[Place], field: str) -> list[Row]:
    """One field of every place."""
    return [_named(place.pattern, getattr(place, field)) for place in places]


def _named(pattern: str, value: str) -> Row:
    """A pattern of a path with names for its groups: what has only a number may be that of another pattern."""
    first, *rest = pattern.replace("(?:", "\0").split("(")
    named = first + "".join(f"(?<kg_{n}>{piece}" for n, piece in enumerate(rest, 1))
    return f"~^/{named}$".replace("\0", "(?:"), _GROUP.sub(r"${kg_\1}", value)


def _links(base: str) -> Lines:
    of_page = offers.links(base, "/$1", "$1")
    of_data = f'<{base}$1>; rel="describes", </$1.html>; rel="alternate"; type="text/html"'
    rows = [_named(offers.page_pattern(), _escaped(of_page)), _named(offers.data_pattern(), _escaped(of_data))]
    yield from _map("$uri", "file_link", rows)
    of_thing = _escaped('</$kg_data.ttl>; rel="alternate"; type="text/turtle"')
    yield from _map("$kg_thing", "link", [("1", of_thing)], "$kg_file_link")
    yield from _map("$kg_thing", "vary", [("1", "Accept, Accept-Language")])


def _escaped(text: str) -> str:
    return text.replace('"', '\\"')


def _files() -> Lines:
    yield "    index index.html;"
    yield "    absolute_redirect off;"
    yield "    charset utf-8;"
    # text/html has it anyway, and nginx warns of what is named twice.
    yield f"    charset_types {' '.join(t for s, t in TYPES.items() if s not in {*offers.WITHOUT_CHARSET, 'html'})};"
    yield "    default_type application/octet-stream;"
    yield "    types {"
    yield from (f"        {media_type} {suffix};" for suffix, media_type in TYPES.items())
    yield "    }"
    yield '    add_header Access-Control-Allow-Origin "*" always;'
    yield '    add_header Access-Control-Expose-Headers "Link, Location" always;'
    yield '    add_header X-Content-Type-Options "nosniff" always;'
    yield f'    add_header Cache-Control "{offers.CACHING}" always;'
    yield "    add_header Vary $kg_vary always;"
    yield "    add_header Link $kg_link always;"
    yield "    location = /.well-known/void {"
    yield "        return 302 /data/void.ttl;"
    yield "    }"
    yield "    location ~ /\\.ht {"
    yield "        return 404;"
    yield "    }"
