"""Files for hosts of static sites, Netlify and Cloudflare Pages: they redirect by path, and do not read `Accept`."""

from __future__ import annotations

from cncert_kg.site.negotiation import offers
from cncert_kg.site.negotiation.offers import TYPES

MOST_STATIC, MOST_DYNAMIC, LONGEST = 2000, 100, 1000
"""What Cloudflare Pages takes of `_redirects`: rules without and with `*`, and characters of each."""
MOST_HEADERS = 100
"""What it takes of `_headers`: rules."""


def redirects() -> str:
    """Give `_redirects`: the files behind the IRIs that have none of their own at their path."""
    rows = ("/graph/*  /data/graph/:splat.ttl  302", "/.well-known/void  /data/void.ttl  302")
    return "\n".join(rows) + "\n"


def headers() -> str:
    """Give `_headers`: who may read, and the media type of every suffix that hosts get wrong."""
    lines = [
        "/*",
        "  Access-Control-Allow-Origin: *",
        "  Access-Control-Expose-Headers: Link",
        "  X-Content-Type-Options: nosniff",
        f"  Cache-Control: {offers.CACHING}",
    ]
    for suffix, media_type in TYPES.items():
        if suffix not in ("html", "css", "js", "svg", "txt", "xml", "wasm"):
            charset = "" if suffix in offers.WITHOUT_CHARSET else "; charset=utf-8"
            lines += [f"/*.{suffix}", f"  Content-Type: {media_type}{charset}"]
    return "\n".join(lines) + "\n"
