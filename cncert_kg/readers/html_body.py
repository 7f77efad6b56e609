"""The article of a page: the element that holds it, without the navigation and the foot of the site around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cncert_kg.readers.html_tree import walk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

POST = "#js_content"
"""Where WeChat puts a post; what is outside is the app's."""

# Where the publishers' sites, and the systems that run most sites of the administration, put an article.
_KNOWN = (
    ".artil_content", ".artil_cont", "#artibody", ".blkContainerSblkCon", ".blkContainerSblk", ".TRS_Editor",
    ".trs_editor_view", "#UCAP-CONTENT", "#zoom", "#Zoom", ".rich_media_content", ".article-content", ".articleContent",
    ".article_content", "#BodyLabel", ".pages_content", ".news_content", "#con_con", ".rm_txt_con", "#detailContent",
    ".content_detail", "article", ".article", "main",
)  # fmt: skip
_SENTENCE = re.compile("[。；]|\\. ")
CHROME = re.compile(
    r"(?:版权所有|copyright|©|ICP备|ICP证|公网安备|网站地图|上一篇|下一篇|上一条：|下一条：|打印本页|关闭窗口|【打印】|【关闭】|分享到"
    r"|浏览次数|阅读次数|分辨率|当前位置|您的位置|您现在的位置|设为首页|加入收藏)",
    re.IGNORECASE,
)
"""Words of a line of a site, which is never a line of a report."""

_SHORT = 200
"""Less text than this may be what is left of a page whose article is named like a part of the site."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_STEPS = frozenset({
    "body", "div", "section", "article", "main", "form", "center", "table", "tbody", "tr", "td", "span", "header",
})  # fmt: skip


@dataclass
class Weights:
    """How much of the text each element holds; links and the site's own words weigh nothing."""

    of: dict[int, int] = field(default_factory=dict)
    has_blocks: set[int] = field(default_factory=set)
    """Elements that hold other blocks; the others are paragraphs themselves."""
    is_whole: bool = False
    """Whether what is named like a part of the site belongs to the article all the same."""
    layout: set[int] = field(default_factory=set)
    """Rows of tables that place things on the page: a cell of theirs holds a table, or paragraphs."""


@dataclass
class _Open:
    node: int
    tag: str
    weight: int = 0
    characters: int = 0
    paragraphs: int = 0
    cells: int = 0
    is_layout: bool = False


def weights(root: LexborNode, is_whole: bool) -> Weights:
    """Weigh every element below `root`, and `root`, in one walk; `is_whole` as `html_tree.walk` has it."""
    out = Weights(is_whole=is_whole)
    stack = [_Open(root.mem_id, root.tag or "")]
    links = 0
    for node, is_begin in walk(root, is_whole):
        tag = node.tag or ""
        if node.is_text_node:
            if is_begin:
                _weigh(stack[-1], node.text_content or "", links > 0)
            continue
        links += (1 if is_begin else -1) * (tag == "a")
        if is_begin:
            stack.append(_Open(node.mem_id, tag))
        else:
            _close(out, stack.pop(), stack[-1])
    out.of[root.mem_id] = stack[0].weight
    return out


def _weigh(element: _Open, text: str, is_link: bool) -> None:
    size = len(text.strip())
    element.characters += size
    if size and not is_link and not (size <= 120 and CHROME.search(text)):
        element.weight += size * (3 if _SENTENCE.search(text) else 1)


def _close(out: Weights, element: _Open, parent: _Open) -> None:
    out.of[element.node] = element.weight
    if element.tag in BLOCKS or element.node in out.has_blocks:
        out.has_blocks.add(parent.node)
    if element.tag == "tr":
        if element.is_layout or element.cells < 2:
            out.layout.add(element.node)
    elif element.tag == "table":
        parent.is_layout = True
    elif element.tag in {"td", "th"}:
        parent.cells += 1
        parent.is_layout |= element.is_layout or _is_prose(element)
    else:
        parent.is_layout |= element.is_layout
    parent.weight += element.weight
    parent.characters += element.characters
    parent.paragraphs += element.paragraphs + (element.tag in {"p", "h1", "h2", "h3", "li"} and element.characters > 0)


def _is_prose(cell: _Open) -> bool:
    """Whether a cell holds paragraphs of sentences; a list of products or numbers is data."""
    return cell.paragraphs >= 3 and cell.characters >= 60 and cell.weight >= 2 * cell.characters


def article(page: LexborHTMLParser) -> tuple[LexborNode, Weights]:
    """Give the element that holds the article, and the weights below it."""
    post = page.css_first(POST)
    if post is not None:
        return post, weights(post, is_whole=True)
    root = page.body or page.root
    assert root is not None  # the parser makes a body of anything
    found = weights(root, is_whole=False)
    if found.of[root.mem_id] < _SHORT:
        found = weights(root, is_whole=True)
    return _known(page, found) or _heaviest(root, found), found


def _known(page: LexborHTMLParser, found: Weights) -> LexborNode | None:
    """The first known container that holds a third of the page's text or more."""
    least = max(found.of.values(), default=0) / 3
    for selector in _KNOWN:
        for node in page.css(selector):
            if found.of.get(node.mem_id, 0) > least:
                return node
    return None


def _heaviest(root: LexborNode, found: Weights) -> LexborNode:
    """Step down while one child holds nearly all of the text, and is no paragraph itself."""
    while True:
        weight = found.of[root.mem_id]
        child = root.child
        while child is not None and found.of.get(child.mem_id, 0) < max(1, 0.85 * weight):
            child = child.next
        if child is None or child.mem_id not in found.has_blocks or child.tag not in _STEPS:
            return root
        if child.tag == "tr" and child.mem_id not in found.layout:
            return root
        root = child
