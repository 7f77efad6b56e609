"""A WeChat post saved as Markdown with front matter: its text without the app's chrome.

Headings, paragraphs, links and images are found by markdown-it-py; emphasis is dropped first, since
CommonMark leaves `**` standing between Chinese characters and full-width punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cncert_kg.model import Link

# Lines the app puts around every post. They say nothing, and an empty post consists of nothing else.
CHROME = frozenset(
    [
        "预览时标签不可点",
        "微信扫一扫",
        "关注该公众号",
        "继续滑动看下一个",
        "轻触阅读原文",
        "向上滑动看下一个",
        "知道了",
        "使用小程序",
        "取消",
        "允许",
        "×",
        "分析",
        "微信扫一扫可打开此内容，",
        "使用完整服务",
        "：",
        "，",
        "。",
        ".",
        "视频",
        "小程序",
        "赞",
        "，轻点两下取消赞",
        "在看",
        "，轻点两下取消在看",
        "分享",
        "留言",
        "收藏",
        "听过",
        "原创",
        "去验证",
        "阅读全文",
        "微信公众平台运营中心",
    ]
)
_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"([a-z_]+):[ \t]*(.*)")
_CUT = "预览时标签不可点"

_MARKDOWN = MarkdownIt("zero").enable(["heading", "table", "newline", "escape", "link", "image", "entity"])


@dataclass
class Post:
    """What a post shows: front matter, text, links and image places (code points of `text`)."""

    fields: dict[str, str]
    text: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[int] = field(default_factory=list)


def is_post(text: str) -> bool:
    """Whether the text begins with front matter that names a title."""
    front = _FRONT.match(text[:10_000])
    return front is not None and "title:" in front[1]


def post(text: str) -> Post:
    """Take a post apart. Lines of chrome are gone; each other line of the post is one line of `text`."""
    front = _FRONT.match(text)
    head = front[1] if front else ""
    fields = {m[1]: m[2].strip().strip("\"'") for m in map(_FIELD.fullmatch, head.splitlines()) if m}
    out = Post(fields)
    body = text[front.end() :] if front else text
    body = body.split(f"\n{_CUT}\n", 1)[0].replace("**", "")
    for line in _lines(_MARKDOWN.parse(body)):
        if line.plain.strip() in CHROME or line.plain.strip() == fields.get("title"):
            continue
        _append(out, line)
    return out


@dataclass
class _Line:
    plain: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[int] = field(default_factory=list)


def _lines(tokens: list[Token]) -> Iterator[_Line]:
    """One line a row of a table, a heading, or a line of a paragraph."""
    row: _Line | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = _Line()
        elif token.type == "tr_close" and row is not None:
            yield row
            row = None
        elif token.type == "inline":
            cells = list(_inline(token.children or []))
            if row is None:
                yield from cells
            else:
                _join(row, cells)


def _inline(children: list[Token]) -> Iterator[_Line]:
    line, opened, target = _Line(), 0, ""
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield line
            line, opened = _Line(), 0
        elif child.type == "image":
            line.images.append(len(line.plain))
        elif child.type == "link_open":
            opened, target = len(line.plain), str(child.attrGet("href") or "")
        elif child.type == "link_close":
            line.links.append(Link(opened, len(line.plain), target))
        else:
            line.plain += child.content
    yield line


def _join(row: _Line, cells: list[_Line]) -> None:
    """Put a table cell behind those before it, kept apart by a bar."""
    for cell in cells:
        row.plain += " | " if row.plain else ""
        offset = len(row.plain)
        row.plain += cell.plain
        row.links += [Link(x.start + offset, x.end + offset, x.target) for x in cell.links]
        row.images += [x + offset for x in cell.images]


def _append(out: Post, line: _Line) -> None:
    offset = len(out.text)
    out.links += [Link(x.start + offset, x.end + offset, x.target) for x in line.links]
    out.images += [x + offset for x in line.images]
    if line.plain.strip():
        out.text += line.plain.rstrip() + "\n"
