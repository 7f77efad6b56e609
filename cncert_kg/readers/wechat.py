"""A WeChat post saved as Markdown with front matter: its text without the app's chrome.

Headings, paragraphs, links and images are found by markdown-it-py; emphasis is dropped first, since
CommonMark leaves `**` standing between Chinese characters and full-width punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cncert_kg.model import Link
from cncert_kg.readers import encoding, posts
from cncert_kg.readers.posts import Line, Post

# Lines the app puts around every post. They say nothing, and an empty post consists of nothing else.
CHROME = frozenset(
    [
        ".",
        "×",
        "。",
        "使用完整服务",
        "使用小程序",
        "允许",
        "关注该公众号",
        "分享",
        "分析",
        "原创",
        "去验证",
        "取消",
        "向上滑动看下一个",
        "听过",
        "在看",
        "小程序",
        "微信公众平台运营中心",
        "微信扫一扫",
        "微信扫一扫可打开此内容，",
        "收藏",
        "留言",
        "知道了",
        "继续滑动看下一个",
        "视频",
        "赞",
        "轻触阅读原文",
        "阅读全文",
        "预览时标签不可点",
        "，",
        "，轻点两下取消在看",
        "，轻点两下取消赞",
        "：",
    ]
)
_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"([a-z_]+):[ \t]*(.*)")
_CUT = "预览时标签不可点"


class _EveryLink(MarkdownIt):
    """Parse a link of any scheme, so that its text is read; its target is judged here."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return True


_MARKDOWN = _EveryLink("zero").enable(["heading", "table", "newline", "escape", "link", "image", "entity"])


def is_post(text: str) -> bool:
    """Whether the text begins with front matter that names a title."""
    front = _FRONT.match(text[:10_000])
    return front is not None and "title:" in front[1]


def post(text: str) -> Post:
    """Take a post apart. Lines of chrome are gone; each other line of the post is one line of `text`.

    A link that is neither http nor https is text only, and a problem (`W_LINK_SCHEME`).
    """
    front = _FRONT.match(text)
    head = front[1] if front else ""
    fields = {m[1]: _unquoted(m[2].strip()) for m in map(_FIELD.fullmatch, head.split("\n")) if m}
    out = Post(fields)
    body = text[front.end() :] if front else text
    body = body.split(f"\n{_CUT}\n", 1)[0].replace("**", "")
    shown = (x for x in _lines(_MARKDOWN.parse(body)) if x.plain.strip() not in {*CHROME, fields.get("title")})
    posts.fill(out, shown)
    return out


def _unquoted(value: str) -> str:
    """Take off the quotes around a whole value; a title may begin or end with a quote of its own."""
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and value[0] not in value[1:-1]
    return value[1:-1] if is_quoted else value


def _lines(tokens: list[Token]) -> Iterator[Line]:
    """One line a row of a table, a heading, or a line of a paragraph."""
    cells: list[Line] | None = None
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield posts.row(cells)
            cells = None
        elif token.type == "inline" and cells is None:
            yield from _inline(token.children or [])
        elif token.type == "inline" and cells is not None:
            cells += _inline(token.children or [])


def _inline(children: list[Token]) -> Iterator[Line]:
    line, opened, target = Line(), 0, ""
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield line
            line, opened = Line(), 0
        elif child.type == "image":
            line.images.append(len(line.plain))
        elif child.type == "link_open":
            opened, target = len(line.plain), str(child.attrGet("href") or "")
        elif child.type == "link_close":
            line.links.append(Link(opened, len(line.plain), target))
        else:
            # An entity may stand for what `normalise` removes from plain text.
            line.plain += encoding.normalise(child.content)[0].replace("\n", " ").replace("\ufffd", "")
    yield line
