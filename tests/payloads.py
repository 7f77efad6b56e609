"""Texts that would run, load or break something on a careless page, and inputs that hold them wherever text can be."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests import factory
from tests.test_cnvd_xml import document, element

PAYLOADS = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(2)" autofocus onfocus="alert(2)',
    "' onfocus='alert(3)' autofocus='",
    "</script><script>alert(4)</script>",
    "<img src=x onerror=alert(5)>",
    "<svg/onload=alert(6)><animate onbegin=alert(6)>",
    "javascript:alert(7)",
    "JaVa\tScRiPt&#58;alert(8)",
    "data:text/html,<script>alert(9)</script>",
    "<iframe srcdoc='<script>parent.alert(10)</script>'></iframe>",
    "</title></style><style>*{background:url(http://evil.example/11)}</style>",
    "<base href=http://evil.example/><link rel=stylesheet href=//evil.example/12>",
    "{{7*191}}{% raw %}{{ ''.__class__ }}${7*191}",
    "]]>--><!--<script>alert(14)//--><![CDATA[",
    "&lt;script&gt;alert(15)&#x3c;/script&#x3e;\uff1cscript\uff1e\u2028<meta http-equiv=refresh content=0;//e.example>",
)
"""Fifteen: tags, both quotes, three disguises of a script's scheme, ends of scripts, titles and sheets, templates."""


def reports() -> dict[str, bytes]:
    """Give a copy of one issue for each payload, which stands in its title, source, address and sentence."""
    return {f"hostile-{n:02}.md": _report(n, payload) for n, payload in enumerate(PAYLOADS)}


def _report(position: int, payload: str) -> bytes:
    title = f"{factory.week_title(7, factory.monday(7), factory.monday(8))}{payload}"
    address = payload if position % 2 else f"https://a.example/{payload}"
    raw = factory.weekly_post(7, title=title, url=address, handled=500 + position, account=factory.own_account())
    return raw.replace("虚构转载源".encode(), payload.encode()).replace("按照演习脚本".encode(), payload.encode())


def catalogue() -> dict[str, str]:
    """Give a file of CNVD's with an entry for each payload, which stands in its title, products and patch."""
    texts = [escape(payload) for payload in PAYLOADS]
    entries = [
        element(number=f"CNVD-2031-{10001 + n}", title=text, isEvent=text, patchName=text)
        for n, text in enumerate(texts)
    ]
    return {"hostile.xml": document(*entries)}


def mapping_set() -> str:
    """Give a mapping set with a row for each payload, which stands in its labels, its comment and the set's title."""
    head = [
        "#mapping_set_id: https://example.org/hostile.sssom.tsv",
        f"#mapping_set_title: '{PAYLOADS[0]}'",
        "#license: https://creativecommons.org/publicdomain/zero/1.0/",
        "#curie_map:",
        "#  area: https://w3id.org/cncert-kg/code/area/",
        "#  x: https://example.org/",
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tcomment",
    ]
    rows = [
        "\t".join(("area:CN-ZJ", text, "skos:closeMatch", f"x:{n}", text, "semapv:ManualMappingCuration", text))
        for n, text in enumerate(map(_cell, PAYLOADS))
    ]
    return "\n".join([*head, *rows, ""])


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
