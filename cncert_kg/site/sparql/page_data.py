"""What the scripts of the page know of the release: its questions, its prefixes, the parts of its data."""

from __future__ import annotations

import json
from typing import Any

from cncert_kg.site.links import LANGUAGES
from cncert_kg.site.sparql.views import Asked, without_head
from cncert_kg.site.words import BY_LANGUAGE
from cncert_kg.vocab import prefixes

FIRST = "weekly-series"
"""The question that the page answers when it is opened; where it does not apply, the first that does."""


def script(asked: Asked) -> bytes:
    """Give the script that carries it; the same bytes for the same release."""
    text = json.dumps(_fields(asked), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return f"(self.cncertParts ??= {{}}).data = {text};\n".encode()


def _fields(asked: Asked) -> dict[str, Any]:
    names = [answer.name for answer in asked.answered]
    return {
        "base": asked.names.base,
        "prefixes": prefixes(asked.names.base),
        "entries": asked.names.entries,
        "engine": asked.engine,
        "first": FIRST if FIRST in names else next(iter(names), ""),
        "parts": [
            {
                "key": part.key,
                "path": part.path,
                "bytes": asked.sizes[part.key],
                "triples": asked.triples[part.key],
                "titles": {la: BY_LANGUAGE[la][f"part_{part.kind}"].format(part.range).strip() for la in LANGUAGES},
            }
            for part in asked.parts
        ],
        "questions": {
            answer.name: {
                "text": without_head(answer.question.text),
                "asked": dict(answer.question.questions),
                "parts": list(answer.parts),
                "rows": len(answer.rows),
            }
            for answer in asked.answered
        },
    }
