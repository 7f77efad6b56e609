"""Exact search over what pages publish: entries, the shards that a browser loads, and the page that asks them."""

from __future__ import annotations

from cncert_kg.site.search.encoding import decoded, encoded
from cncert_kg.site.search.entries import Entry, bucket_entries, entries
from cncert_kg.site.search.index import files
from cncert_kg.site.views.search import search as view

__all__ = ["Entry", "bucket_entries", "decoded", "encoded", "entries", "files", "view"]
