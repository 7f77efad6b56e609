"""A page's elements, parsed within bounds and walked without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cncert_kg.errors import ReadError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_TAGS = 120_000
"""Most tags of a page; a post has 20,000, an annual report exported from an office program 60,000."""

MAX_WORK = 20_000_000
"""Most tags times open elements: the parser walks up the open elements at each tag, 200,000 deep for minutes."""

# What a browser never shows, and what stands around an article on every page of a site.
_HIDDEN = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "select",
    "option", "button", "textarea", "input", "audio", "video", "canvas", "map", "title", "meta", "link",
})  # fmt: skip
_AROUND = frozenset({
    "nav", "footer", "aside", "menu", "dialog",
})  # fmt: skip
_AROUND_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|submenu|topmenu|leftmenu|foot|footer|copyright|header|breadcrumbs?"
    r"|crumbs?|sidebar|side-?bar|share|bdsharebuttonbox|related|recommend|comments?|pagination|pager|toolbar|friendlink"
    r"|login|search|rich_media_tool|qr_code_pc|position|location|dangqian|weizhi)(?:$|[\s_-])"
)
_GONE = re.compile(r"display\s?:\s?none", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})([^<>]*)")
# Elements that hold nothing, or that the next of their kind closes.
_SHORT = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "html",
    "head", "body", "rp", "rt",
})  # fmt: skip

_SCRIPT = re.compile(r"<(script|style)(?![\w-])")
_LOWER = str.maketrans({chr(upper): chr(upper + 32) for upper in range(ord("A"), ord("Z") + 1)})


def tree(text: str, name: str) -> LexborHTMLParser:
    """Parse a page as browsers do.

    Raises `ReadError`: `E_HTML_DEPTH` for elements nested as no editor nests them, `E_SIZE` for too many tags.
    """
    # Imported here: most runs meet no page, and the library costs 40 ms.
    from selectolax.lexbor import LexborHTMLParser

    _check(without_scripts(text), name)
    return LexborHTMLParser(text)


def without_scripts(text: str) -> str:
    """Give the markup without its scripts and styles; one that is not closed takes the rest with it."""
    lower = text.translate(_LOWER)
    kept, at = [], 0
    while match := _SCRIPT.search(lower, at):
        kept.append(text[at : match.start()])
        end = lower.find(f"</{match[1]}", match.end())
        at = len(text) if end < 0 else end
    return "".join((*kept, text[at:]))


def _check(markup: str, name: str) -> None:
    work = depth = 0
    for tags, match in enumerate(_TAG.finditer(markup), 1):
        is_end, tag, rest = match.groups()
        if tag.lower() not in _SHORT and not rest.endswith("/"):
            depth = max(0, depth - 1) if is_end else depth + 1
        work += depth
        if work > MAX_WORK:
            message = f"found {depth} elements open in each other, {work // tags} on average, expected a page"
            raise ReadError("E_HTML_DEPTH", message, name)
        if tags > MAX_TAGS:
            raise ReadError("E_SIZE", f"found more than {MAX_TAGS} tags, expected a page", name)


def walk(root: LexborNode, is_whole: bool = False) -> Iterator[tuple[LexborNode, bool]]:
    """Give each node below `root` that a reader sees, entered (True) and left (False), in the order of the page.

    What is named like a part of the site is left out, unless the `is_whole` of it is wanted.
    """
    node: LexborNode | None = root.child
    end = root.mem_id
    while node is not None:
        if not (_is_hidden(node) or (not is_whole and _is_around(node))):
            yield node, True
            if node.child is not None:
                node = node.child
                continue
            yield node, False
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == end:
                return
            yield node, False
        node = node.next if node is not None else None


def _is_hidden(node: LexborNode) -> bool:
    """Whether a browser does not show this node."""
    if not node.is_element_node:
        return not node.is_text_node
    attributes = node.attributes
    return node.tag in _HIDDEN or "hidden" in attributes or bool(_GONE.search(attributes.get("style") or ""))


def _is_around(node: LexborNode) -> bool:
    """Whether an element stands around every article of its site, by its tag or its name."""
    if node.tag in _AROUND:
        return True
    if not node.is_element_node or node.tag in {"body", "p", "br", "td", "tr", "a"}:
        return False
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    return bool(_AROUND_NAME.search(names))
