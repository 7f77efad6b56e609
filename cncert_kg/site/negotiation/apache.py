"""Rules for Apache 2.4: for the host of the site, and for a register of permanent addresses that only redirects.

They need mod_rewrite and `AllowOverride FileInfo` alone, and no setting where the site lies on its host. mod_rewrite
compares no weights, so they are read into variables first, and compared by expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.negotiation import offers
from cncert_kg.site.negotiation.offers import ENTRY, OFFERS, ROOT, TYPES, Place

Lines = Iterator[str]

_FILES = "%{ENV:KG_FILES}"
_TARGET = "%{ENV:KG_BASE}"

_WHERE = r"""
# Where this folder is: its path on the host, and on the disk.
RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\2$
RewriteRule ^(.*)$ - [E=KG_BASE:%1]
RewriteCond %{CONTEXT_PREFIX}|%{ENV:KG_BASE} ^(.*?)/?\|\1(/.*)$
RewriteRule ^ - [E=KG_FILES:%{CONTEXT_DOCUMENT_ROOT}%2]
"""

_KNOWN = f"""
# What has no data is no thing of ours: a file, a folder, or nothing.
RewriteCond {_FILES}%{{ENV:KG_DATA}}.ttl !-f
RewriteRule ^ - [END]
"""

_CHOSEN = """
# Nothing that the client takes.
RewriteCond %{ENV:KG_BEST} ^0000$
RewriteRule ^ - [R=406,L]
"""


def host(base: str, sets: Mapping[str, Sequence[str]]) -> str:
    """Give the `.htaccess` of the folder of a release on the site's own host."""
    lines = [
        "# Content negotiation for a release of cncert-kg, written with it. Apache 2.4, AllowOverride FileInfo.",
        *_types(),
        "RewriteEngine On",
        *_WHERE.splitlines(),
        *_headers_of_files(),
        "",
        "# Where a description of a host's data is looked for (VoID §7.2), if this is the root of the host.",
        "RewriteRule ^\\.well-known/void$ %{ENV:KG_BASE}data/void.ttl [R=302,L]",
        "# A file is given as it is.",
        f"RewriteRule \\.(?:{'|'.join(TYPES)})$ - [END]",
        *_resolution(sets, _is_own),
        *_KNOWN.splitlines(),
        "RewriteRule ^ - [E=KG_THING:1]",
        *_choice(),
        "",
        "RewriteCond %{ENV:KG_FORM} ^html$",
        "RewriteRule ^$ - [END]",
        f"RewriteCond {_FILES}$1.html !-f",
        *_default_language(),
        *_answers(_TARGET),
        *_headers(base),
    ]
    return "\n".join(lines) + "\n"


def register(base: str, sets: Mapping[str, Sequence[str]]) -> str:
    """Give the `.htaccess` of a register that negotiates itself, for hosts that cannot."""
    lines = [
        f"# {base} for a host that cannot negotiate: this file does it. Apache 2.4, mod_rewrite.",
        "RewriteEngine On",
        *_site(base),
        "",
        "# A file is at the same path there.",
        f"RewriteRule ^(.+\\.(?:{'|'.join(TYPES)}))$ %{{ENV:KG_BASE}}$1 [R=302,NE,L]",
        "RewriteRule ^(.*/)$ %{ENV:KG_BASE}$1 [R=302,NE,L]",
        *_resolution(sets, _is_number),
        *_choice(),
        "",
        "RewriteCond %{ENV:KG_FORM} ^html$",
        "RewriteRule ^$ %{ENV:KG_BASE} [R=303,L]",
        "# Only what is a place on a page has no page that leads to both languages.",
        "RewriteCond %{ENV:KG_ANCHOR} !^$",
        *_default_language(),
        *_answers("%{ENV:KG_BASE}"),
        *_cors(),
    ]
    return "\n".join(lines) + "\n"


def passing(base: str) -> str:
    """Give the `.htaccess` of a register whose host negotiates: every path leads to the same path there."""
    lines = [
        f"# {base} for a host that negotiates by the rules beside this file.",
        "RewriteEngine On",
        *_site(base),
        "RewriteRule ^(.*)$ %{ENV:KG_BASE}$1 [R=302,NE,L]",
        *_cors(),
    ]
    return "\n".join(lines) + "\n"


def _site(base: str) -> list[str]:
    return [
        "",
        "# The one setting: the address of the site, with the slash at its end.",
        f"RewriteRule ^ - [E=KG_BASE:{SITE}]",
    ]


SITE = "https://example.org/cncert-kg/"
"""Stands for the address of the site in what a register is given."""


def _types() -> Lines:
    for suffix, media_type in TYPES.items():
        yield f"AddType {media_type} .{suffix}"
    yield f"AddCharset utf-8 {' '.join(f'.{s}' for s in TYPES if s not in offers.WITHOUT_CHARSET)}"


def _headers_of_files() -> Lines:
    yield ""
    yield "# What a page or a file of data is about, for its headers."
    for name, pattern in (("PAGE", offers.page_pattern()), ("FILE", offers.data_pattern())):
        yield f"RewriteRule ^{pattern}$ - [E=KG_{name}_OF:$1]"


def _resolution(sets: Mapping[str, Sequence[str]], condition: str) -> Lines:
    """What an IRI leads to: path of the data, path of the page, place on it."""
    yield ""
    yield "# What an IRI leads to: the path of its data, the path of its page, its place there."
    yield "RewriteRule ^(.*)$ - [E=KG_DATA:$1,E=KG_PAGE:$1,E=KG_ANCHOR:,E=KG_WHOLE:]"
    yield f"RewriteRule ^$ - [E=KG_DATA:{ROOT},E=KG_PAGE:index]"
    yield from map(_place, offers.places(sets))
    yield condition
    yield _place(ENTRY)


_is_own = f"RewriteCond {_FILES}$0.ttl !-f"
"""Whether an entry has no page of its own."""
_is_number = "# Here nobody knows which entries have a page of their own: all are rows of a page of a hundred numbers."


def _place(place: Place) -> str:
    whole = "1" if place.is_whole else ""
    variables = (("DATA", place.data), ("PAGE", place.page), ("ANCHOR", place.anchor), ("WHOLE", whole))
    return f"RewriteRule ^{place.pattern}$ - [{','.join(f'E=KG_{name}:{value}' for name, value in variables)}]"


def _choice() -> Lines:
    for offer in OFFERS:
        yield from _weight(offer.name, map(offers.weight_pattern, reversed(offers.ranges(offer))))
    yield from _form()
    yield from _CHOSEN.splitlines()
    for language in LANGUAGES:
        yield from _weight(language, [offers.language_pattern(language)], "Accept-Language")
    yield ""
    yield "# The language with the highest weight; of equals the first."
    yield "RewriteRule ^ - [E=KG_BEST:0000,E=KG_LANGUAGE:]"
    yield from _best("LANGUAGE", [(language, language) for language in LANGUAGES])


def _form() -> Lines:
    yield ""
    yield "# The form with the highest weight; of equals the first. A client that says nothing takes a page."
    yield "RewriteCond %{HTTP:Accept} ^\\s*$"
    yield "RewriteRule ^ - [E=KG_Q_html:1000]"
    yield "RewriteCond %{ENV:KG_PAGE} ^$"
    yield "RewriteRule ^ - [E=KG_Q_html:0000]"
    yield "RewriteCond %{ENV:KG_PAGE} ^$"
    yield "RewriteCond %{HTTP:Accept} ^\\s*$"
    yield "RewriteRule ^ - [E=KG_Q_turtle:1000]"
    yield "RewriteCond %{ENV:KG_WHOLE} 1"
    yield f"RewriteRule ^ - [{','.join(f'E=KG_Q_{o.name}:0000' for o in OFFERS if o.form not in ('html', 'ttl'))}]"
    yield "RewriteRule ^ - [E=KG_BEST:0000]"
    yield from _best("FORM", [(offer.form, offer.name) for offer in OFFERS])


def _best(target: str, candidates: Iterable[tuple[str, str]]) -> Lines:
    for value, name in candidates:
        yield f'RewriteCond expr "%{{reqenv:KG_Q_{name}}} -gt %{{reqenv:KG_BEST}}"'
        yield f"RewriteRule ^ - [E=KG_{target}:{value},E=KG_BEST:%{{ENV:KG_Q_{name}}}]"


def _weight(name: str, patterns: Iterable[str], header: str = "Accept") -> Lines:
    """The weight of a type or language, from the most general entry of a header to the most specific."""
    yield ""
    yield f"RewriteRule ^ - [E=KG_Q_{name}:0]"
    for pattern in patterns:
        yield f'RewriteCond %{{HTTP:{header}}} "{pattern}" [NC]'
        yield f"RewriteRule ^ - [E=KG_Q_{name}:%1]"
    yield f"RewriteCond %{{ENV:KG_Q_{name}}} ^$"
    yield f"RewriteRule ^ - [E=KG_Q_{name}:1]"
    yield rf"RewriteCond %{{ENV:KG_Q_{name}}}000 ^(\d)\.?(\d\d\d)"
    yield f"RewriteRule ^ - [E=KG_Q_{name}:%1%2]"


def _default_language() -> Lines:
    yield "RewriteCond %{ENV:KG_LANGUAGE} ^$"
    yield f"RewriteRule ^(.*)$ - [E=KG_LANGUAGE:{LANGUAGES[0]}]"


def _answers(target: str) -> Lines:
    """The redirections: to the page in a language, to the page that leads to both, to data."""
    yield ""
    yield "RewriteCond %{ENV:KG_FORM}|%{ENV:KG_LANGUAGE} ^html\\|.+"
    yield f"RewriteRule ^ {target}%{{ENV:KG_LANGUAGE}}/%{{ENV:KG_PAGE}}.html%{{ENV:KG_ANCHOR}} [R=303,NE,L]"
    yield "RewriteCond %{ENV:KG_FORM} ^html$"
    yield f"RewriteRule ^(.*)$ {target}$1.html [R=303,NE,L]"
    yield f"RewriteRule ^ {target}%{{ENV:KG_DATA}}.%{{ENV:KG_FORM}} [R=303,NE,L]"


def _headers(base: str) -> Lines:
    about, file = (f"%{{KG_BASE}}e%{{KG_{name}_OF}}e" for name in ("PAGE", "FILE"))
    data = "%{KG_BASE}e%{KG_DATA}e"
    yield ""
    yield "<IfModule mod_headers.c>"
    yield 'Header always set Access-Control-Allow-Origin "*"'
    yield 'Header always set Access-Control-Expose-Headers "Link, Location"'
    yield 'Header always set X-Content-Type-Options "nosniff"'
    yield f'Header always set Cache-Control "{offers.CACHING}"'
    yield 'Header always merge Vary "Accept" env=KG_THING'
    yield 'Header always merge Vary "Accept-Language" env=KG_THING'
    yield _link(offers.links(base, about, "%{KG_PAGE_OF}e"), "KG_PAGE_OF")
    of_file = f'<{base}%{{KG_FILE_OF}}e>; rel="describes", <{file}.html>; rel="alternate"; type="text/html"'
    yield _link(of_file, "KG_FILE_OF")
    yield _link(f'<{data}.ttl>; rel="alternate"; type="text/turtle"', "KG_THING")
    yield "</IfModule>"


def _link(value: str, variable: str) -> str:
    escaped = value.replace('"', '\\"')
    return f'Header always set Link "{escaped}" env={variable}'


def _cors() -> Lines:
    yield ""
    yield "<IfModule mod_headers.c>"
    yield 'Header always set Access-Control-Allow-Origin "*"'
    yield 'Header always set Vary "Accept, Accept-Language"'
    yield "</IfModule>"
