"""Content negotiation without our service: the rules of a release for the servers and hosts that may carry it.

The rules give what `cncert-kg serve` gives: 303 from an IRI to a page in the reader's language or to data, by the
weights of `Accept` and `Accept-Language` (RFC 9110 §12.5), and 406 where the client takes none of the forms.
docs/publishing.md says how each file is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cncert_kg.site.index import Index
from cncert_kg.site.negotiation import apache, hosts, nginx, offers

FOLDER = "negotiation"

_README = """\
Content negotiation for this release of {base}

A thing's IRI names no file. These rules lead from it to the page or to the data that a client asks for.

../.htaccess            Apache, on the host of the site: works where it is (AllowOverride FileInfo)
cncert-kg.nginx.conf    nginx, on the host of the site: include it, change the three lines that it names
../_redirects _headers  Netlify, Cloudflare Pages: media types and paths; these hosts do not read Accept
../.nojekyll            GitHub Pages: files are given as they are
w3id.htaccess           a register of permanent addresses, for a host that cannot negotiate: the register does it
w3id-passing.htaccess   the same, for a host that negotiates by the rules above: every path leads to that path

In the last two, one line says where the site is. The whole account is docs/publishing.md of cncert-kg.
"""


def files(index: Index) -> Iterator[tuple[str, bytes]]:
    """Give path and bytes of all rules for a release."""
    return written(index.base, offers.sets(index))


def written(base: str, sets: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, bytes]]:
    """Give the files; `sets` are the keys of mappings by the page of their set, which have no files of their own."""
    texts = {
        ".htaccess": apache.host(base, sets),
        ".nojekyll": "",
        "_headers": hosts.headers(),
        "_redirects": hosts.redirects(),
        f"{FOLDER}/README.txt": _README.format(base=base),
        f"{FOLDER}/cncert-kg.nginx.conf": nginx.server(base, sets),
        f"{FOLDER}/w3id.htaccess": apache.register(base, sets),
        f"{FOLDER}/w3id-passing.htaccess": apache.passing(base),
    }
    return ((path, text.encode()) for path, text in texts.items())
