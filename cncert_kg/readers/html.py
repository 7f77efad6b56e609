"""A saved page: what it says of itself, and its article without the site around it.

Pages of the publishers' sites and of WeChat are known by where they put things; of any other page the article is
the element that holds nearly all of its sentences.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cncert_kg.iris import web_iri
from cncert_kg.model import Problem
from cncert_kg.readers import encoding, html_body, html_lines, html_tree, posts
from cncert_kg.readers.posts import Line, Post
from cncert_kg.readers.wechat import CHROME

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_PAGE = re.compile(
    r"\s{0,500}(?:<\?xml[^<>]{0,200}\?>\s{0,50})?(?:<!--(?:(?!-->)[\s\S]){0,1500}-->\s{0,50}){0,3}"
    r"<(?:!doctype\s{1,9}html|html|head|body|meta|title|link|div|section|article|main|table|h[1-6]|p|center|span|font)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{1,4}\)(https?://[^\s<>]{1,500}?) ?-->", re.ASCII)
_MESSAGE = re.compile(r"""\bmsg_link ?= ?["'](https?:[^"'\s<>]{1,1000})["']""")
_BIZ = re.compile(r"[?&]__biz=([A-Za-z0-9+/]{4,24}={0,2})")
_ACCOUNT = re.compile(
    r"""\b(?:var |window\.)?biz ?[=:] ?(?:["']{2} ?\|\| ?)?["']([A-Za-z0-9+/]{4,24}={0,2})["']""", re.ASCII
)
_CREATED = re.compile(
    r"""\b(?:ct|create_time|createTime|ori_create_time)["']? ?[=:] ?(?:["']{2} ?\|\| ?)?(?:JsDecode\()?"""
    r"""["'](\d{10}|\d{4}-\d{2}-\d{2})""",
    re.ASCII,
)
_DAY = r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?!\d)"
_STATED = re.compile(_DAY, re.ASCII)
_LABELLED = re.compile(
    rf"(?:^|[\s（(\[【|])(?:(?:发布|发表|发文)?(?:时间|日期)|发布于|发布)\s?[:：]?\s?{_DAY}", re.ASCII
)
_ALONE = re.compile(
    rf"[(（\[]?{_DAY}日?(?:\s\d{{1,2}}:\d\d(?::\d\d)?)?[)）\]]?(?:\s(?:来源|作者|信息来源).{{0,60}})?", re.ASCII
)
_SITE = re.compile(r"\s?[-_|–—·]{1,2}\s?([^-_|–—·]{2,40})$")
_SITE_NAME = re.compile(r"(?:中心|平台|网|门户|CNCERT(?:/CC)?|CNVD|首页|网站|协会|联盟|社区|频道|资讯)$")
_BEIJING = timedelta(hours=8)
_DATES = ("article:published_time", "publishdate", "pubdate", "publish_date", "og:release_date", "firstpublishedtime")
_TITLES = ("#activity-name", "#activity_name", ".rich_media_title")
_LONGEST_LABEL = 120
"""Longest line that states the day of publication, in characters."""


def is_page(text: str) -> bool:
    """Whether the text begins as a page does, and closes an element; XML of another kind does not."""
    return bool(_PAGE.match(text[:6000])) and "</" in text


def post(text: str, name: str) -> Post:
    """Take a page apart.

    A link that is neither http nor https is text only, and a problem (`W_LINK_SCHEME`); so is a day of
    publication that does not exist (`W_DATE`). Raises `ReadError` as `html_tree.tree` does.
    """
    page = html_tree.tree(text, name)
    is_wechat = page.css_first(html_body.POST) is not None
    url = _url(page, text)
    root, found = html_body.article(page)
    shown = list(html_lines.lines(root, found, _base(page, url)))
    title = _title(page, shown)
    source = _text(page, "#js_name") or _meta(page, "og:site_name")
    out = Post({"url": url, "title": title, "source": source})
    if is_wechat:
        out.account = _account(text, url)
    out.fields["date"] = _published(page, text, title, out)
    posts.fill(out, (line for line in shown if not _is_around(line, title, is_wechat)))
    if _is_cut_short(text):
        out.problems.append(Problem("W_TRUNCATED", "the page breaks off, expected the end of its body"))
    return out


def _is_around(line: Line, title: str, is_wechat: bool) -> bool:
    """Whether a line is the title, which the post has already, or a word of the app or the site."""
    plain = line.plain.strip()
    if plain == title or (is_wechat and plain in CHROME):
        return True
    return not is_wechat and len(plain) <= _LONGEST_LABEL and bool(html_body.CHROME.search(plain))


def _is_cut_short(text: str) -> bool:
    return bool(re.search("<(?:html|body)[ >]", text, re.I)) and not re.search("</(?:html|body)", text, re.I)


def _clean(text: str) -> str:
    return " ".join(encoding.normalise(text)[0].replace("\ufffd", "").split())


def _text(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    return _clean(node.text()) if node is not None else ""


def _meta(page: LexborHTMLParser, wanted: str) -> str:
    for node in page.css("meta"):
        attributes = node.attributes
        names = {(attributes.get(key) or "").lower() for key in ("name", "property", "itemprop")}
        if wanted in names and attributes.get("content"):
            return _clean(attributes["content"] or "")
    return ""


def _url(page: LexborHTMLParser, text: str) -> str:
    """Give the page's own address: the first that names the account, else the first that is one."""
    canonical = page.css_first("link[rel='canonical']")
    stated = [canonical.attributes.get("href") if canonical is not None else "", _meta(page, "og:url")]
    message = _MESSAGE.search(text)
    saved = _SAVED_FROM.search(text[:6000])
    stated += [html.unescape(message[1].replace(r"\x26", "&")) if message else "", saved[1] if saved else ""]
    good = [url for url in stated if url and _is_address(url)]
    return next((url for url in good if _BIZ.search(url)), next(iter(good), ""))


def _is_address(url: str) -> bool:
    try:
        web_iri(url)
    except ValueError:
        return False
    return True


def _base(page: LexborHTMLParser, url: str) -> str:
    base = page.css_first("base[href]")
    stated = (base.attributes.get("href") or "") if base is not None else ""
    return stated if _is_address(stated) else url


def _account(text: str, url: str) -> str:
    found = _BIZ.search(url) or _ACCOUNT.search(text)
    return found[1] if found else ""


def _title(page: LexborHTMLParser, lines: list[Line]) -> str:
    """Give the article's title: where its kind of page puts it, else a heading that the page's title repeats.

    The name of the site at the end of the page's title is no part of it.
    """
    stated = [*(_text(page, selector) for selector in _TITLES), _meta(page, "og:title"), _meta(page, "articletitle")]
    whole = _text(page, "title")
    headings = [_clean(node.text()) for node in page.css("h1, h2, [class*='title'], [class*='Title']")[:50]]
    stated += [heading for heading in headings if len(heading) > 3 and heading in whole]
    site = _SITE.search(whole)
    stated.append(whole[: site.start()] if site and _SITE_NAME.search(site[1].strip()) else "")
    shown = {line.plain.strip() for line in lines}
    stated += [heading for heading in headings if heading in shown]
    return next(filter(None, stated), whole or next(iter(headings), ""))


def _published(page: LexborHTMLParser, text: str, title: str, out: Post) -> str:
    """Give the day of publication as `YYYY-MM-DD`, empty where the page states none."""
    for year, month, day in _stated_days(page, text, title):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            message = f"found {year}-{month}-{day} as the day of publication, expected a day"
            out.problems.append(Problem("W_DATE", message))
    return ""


def _stated_days(page: LexborHTMLParser, text: str, title: str) -> Iterator[tuple[str, ...]]:
    """Give what may be the day of publication: the app's stamp, the page's data, a labelled day, one below a title."""
    created = _CREATED.search(text) if page.css_first(html_body.POST) is not None else None
    if created:
        yield _calendar_day(created[1])
    moments = [node.attributes.get("datetime") or "" for node in page.css("time[datetime]")]
    for stated in (*(_meta(page, name) for name in _DATES), *moments, _text(page, "#publish_time")):
        yield from (m.groups() for m in [_STATED.match(stated)] if m)
    pieces = _pieces(page)
    yield from (m.groups() for m in _LABELLED.finditer(" ".join(pieces)))
    below = pieces.index(title) + 1 if title in pieces else len(pieces)
    yield from (m.groups() for m in map(_ALONE.fullmatch, pieces[below : below + 4]) if m)


def _calendar_day(stamp: str) -> tuple[str, ...]:
    """Give the Beijing day of a time stamp in seconds; a day as it is."""
    if stamp.isdigit():
        stamp = (datetime.fromtimestamp(int(stamp), UTC) + _BEIJING).date().isoformat()
    return tuple(stamp.split("-"))


def _pieces(page: LexborHTMLParser) -> list[str]:
    """Give the pieces of text of the whole page, those around the article too. The page loses its scripts."""
    page.strip_tags(["script", "style", "noscript", "textarea"])
    text = page.body.text(separator="\0") if page.body is not None else ""
    return [piece for piece in map(_clean, text.split("\0")) if piece]
