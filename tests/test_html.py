"""A saved page: its article's lines, places, title, day and address; nothing of the site around it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from cncert_kg.errors import ReadError
from cncert_kg.model import Document
from cncert_kg.readers import html
from cncert_kg.readers.files import document

LONG = "这是一句为测试写的话，长得足够算作正文，后面还有几个字。"
TITLE = "网络安全测试月报2012年第3期"


def page(body: str, head: str = "") -> Document:
    """Read a page."""
    return document(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "x.html")


def post(body: str, head: str = "") -> Document:
    """Read a post of the app as a browser saves it."""
    return page(f'<h1 id="activity-name">{TITLE}</h1><div id="js_content">{body}</div><div>外面的话。</div>', head)


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        ("<!DOCTYPE html><html></html>", True),
        ("\n\n <!doctype HTML PUBLIC ''>\n<html></html>", True),
        ('<?xml version="1.0"?>\n<html xmlns="x"></html>', True),
        ("<!-- saved from url=(0020)http://example.cn/ -->\n<html></html>", True),
        ("<HTML><BODY></BODY>", True),
        ("<div>甲</div>", True),
        ("<p class=a>甲</p>", True),
        ('<?xml version="1.0"?>\n<vulnerabilitys><vulnerability></vulnerability></vulnerabilitys>', False),
        ("<script>alert(1)</script> 是一条漏洞的标题", False),
        ("<p 不是标签", False),
        ("甲 <html></html>", False),
        ("---\ntitle: x\n---\n<html></html>", False),
        ("", False),
    ],
)
def test_a_page_is_known_by_its_beginning(text: str, is_page: bool) -> None:
    """The name of a file says nothing; XML, Markdown and text that mention markup are no pages."""
    assert html.is_page(text) is is_page


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙\n"),
        ("<h2>甲</h2>乙<br>丙<br/><br/>丁", "甲\n乙\n丙\n丁\n"),
        ("<ul><li>甲<li>乙</ul><div>丙<div>丁</div>戊</div>", "甲\n乙\n丙\n丁\n戊\n"),
        ("<p>共<span>处</span><b>理</b>12<em>起</em></p>", "共处理12起\n"),
        ("<p>共\n  处理 12\n起</p>", "共处理 12 起\n"),
        ("<p>Open\nSource 和 <b>a</b> b</p>", "Open Source 和 a b\n"),
        ("<p>&nbsp;&#12288;甲&nbsp;乙&#8203;丙&#0;&lt;b&gt;</p>", "甲 乙丙<b>\n"),
        ("<pre>甲\n  乙</pre>", "甲 乙\n"),
        ("<p>A<B，<js::Shape> 与 x</p>", "A 与 x\n"),
        ("<p>A&lt;B，&lt;js::Shape&gt; &amp;lt;</p>", "A<B，<js::Shape> &lt;\n"),
        ("<p>{{7*7}}</p><script>alert('丙')</script><style>p{}</style><noscript>丁</noscript>", "{{7*7}}\n"),
        ("<p>甲</p><!-- 乙 --><template><p>丙</p></template><iframe src=x>丁</iframe>", "甲\n"),
        ("<p>甲</p><p style='display:none'>乙</p><p hidden>丙</p>", "甲\n"),
        ("<p>共<o:p>12</o:p><st1:chsdate>3月</st1:chsdate></p>", "共123月\n"),
        ("<p>甲<p>乙</b></table>丙<td>丁", "甲\n乙丙丁\n"),
        ("<div class='header nav'>甲</div>", "甲\n"),
        ("<p>2</p><p>0</p><p>26年1月</p>", "2026年1月\n"),
    ],
)
def test_blocks_are_lines(body: str, text: str) -> None:
    """One line a block or break, what is not shown left out, entities read, inline elements joined."""
    assert post(body).text == text


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("<tr><th>名称<th>数量<tr><td>甲<td>1,234", "名称 | 数量\n甲 | 1,234\n"),
        ("<tbody><tr><td><p>甲</p></td><td><p>1</p><p>2</p></td></tr></tbody>", "甲 | 1 2\n"),
        ("<tr><td>12</td><td></td><td>34</td></tr>", "12 |  | 34\n"),
        ("<tr><td>甲<br>乙</td><td>1</td></tr>", "甲 乙 | 1\n"),
        ("<tr><td><p>甲</p><p>乙</p></td></tr>", "甲\n乙\n"),
        (
            f"<tr><td>左</td><td><p>{LONG * 3}</p><p>{LONG * 3}</p><p>止</p></td></tr>",
            f"左\n{LONG * 3}\n{LONG * 3}\n止\n",
        ),
        ("<tr><td>左</td><td><table><tr><td>甲<td>12</table></td></tr>", "左\n甲 | 12\n"),
    ],
)
def test_rows_are_lines_of_cells(table: str, text: str) -> None:
    """Two cells of a row never make one number; a table that places paragraphs on the page is none."""
    assert post(f"<table>{table}</table>").text == text


def test_links_and_images_are_placed() -> None:
    """Offsets count the code points of the text, in rows too."""
    body = '<p>看<a href="https://e.cn/a?b=1&amp;c"> 这里 </a>。</p><table><tr><td>甲<td><a href="http://e.cn">34</a></table>'
    found = post(f"{body}<p>图<img src=x>前</p>")
    assert [(found.text[x.start : x.end], x.target) for x in found.links] == [
        ("这里", "https://e.cn/a?b=1&c"),
        ("34", "http://e.cn"),
    ]
    assert [found.text[at] for at in found.images] == ["前"]


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVa&#9;Script:alert(1)",
        " java\nscript:x",
        "data:text/html,x",
        "vbscript:x",
        "mailto:a@e.cn",
    ],
)
def test_a_link_of_another_scheme_is_text_and_a_problem(target: str) -> None:
    """Only http and https are links; the words of any other stay, and it is told."""
    found = post(f'<p>{LONG}<a href="{target}">按这里</a></p>', "<link rel=canonical href=http://e.cn/a>")
    assert (found.links, [p.code for p in found.problems]) == ((), ["W_LINK_SCHEME"])
    assert found.text.endswith("按这里\n")


@pytest.mark.parametrize(
    ("head", "target"),
    [
        ("", ""),
        ("<link rel=canonical href=https://e.cn/a/b.html>", "https://e.cn/a/c.html"),
        ("<base href=https://d.cn/x/><link rel=canonical href=https://e.cn/a/b.html>", "https://d.cn/x/c.html"),
    ],
)
def test_a_relative_link_starts_from_the_page(head: str, target: str) -> None:
    """Where the page's own address is known a relative link leads somewhere."""
    assert [x.target for x in post(f"<p>{LONG}<a href=c.html>按</a></p>", head).links] == [target] * bool(target)


ARTICLE = f"<p>{LONG}</p><p>共处理12起。</p><p>{LONG}</p>"
AROUND = "<ul><li><a href=/a>首页</a><li><a href=/b>安全公告列表在这里</a></ul>"


@pytest.mark.parametrize(
    "body",
    [
        f"<nav>{AROUND}</nav><div>{ARTICLE}</div><footer>版权所有：某中心。</footer>",
        f"<div class='top-nav'>{AROUND}</div><div class=x>{ARTICLE}</div><div id=footer>某中心的地址。</div>",
        f"<table><tr><td>{AROUND}</td><td><div class='artil_content'>{ARTICLE}</div></table>京ICP备1号",
        f"<table><tr><td>{AROUND}<td>{ARTICLE * 3}</table>".replace(ARTICLE * 3, ARTICLE),
        f"<form><div>{AROUND}</div><div><div>{ARTICLE}</div></div></form><div>Copyright © 某中心 2012</div>",
        f"{ARTICLE}<p>版权所有：某中心</p><p>上一篇：没有了</p>",
        f"<div class=blkContainerSblkCon>{ARTICLE}</div><div><p>旁边另有一句话。</p></div>",
        f"<div class=sidebar>{LONG}</div><article>{ARTICLE}</article><aside>{LONG}</aside>",
        f"<div>{LONG}</div><div>共处理12起。</div><div>{LONG}</div>",
        f"<div class=header>{ARTICLE}</div>",
    ],
)
def test_the_article_is_found(body: str) -> None:
    """Navigation, side bars and feet of any make are left out, and no paragraph of the article is."""
    assert page(body).text.replace("首页\n安全公告列表在这里\n", "") == f"{LONG}\n共处理12起。\n{LONG}\n"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"<title>x</title><meta property=og:title content={TITLE}>", "", TITLE),
        (f"<title>{TITLE} - 国家某某中心</title>", "", TITLE),
        (f"<title>{TITLE}_某某网</title>", f"<h1>某某中心</h1><h1>{TITLE}</h1>", TITLE),
        (f"<title>某某中心-{TITLE}</title>", f"<div class='con_title'> {TITLE} </div>", TITLE),
        ("<title>测试月报-2012年第3期</title>", "", "测试月报-2012年第3期"),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt; A&amp;B</title>", "", "<script>alert(1)</script> A&B"),
        ("", f"<h2>{TITLE}</h2>", TITLE),
        ("", "", ""),
    ],
)
def test_the_title_is_the_articles(head: str, body: str, title: str) -> None:
    """The name of the site is no part of it, nor the heading with its name."""
    assert page(f"{body}<div>{ARTICLE}</div>", head).title == title


def test_the_title_is_no_line() -> None:
    """A title has its own place."""
    assert page(f"<div><h1>{TITLE}</h1>{ARTICLE}</div>", f"<title>{TITLE}</title>").text.startswith(LONG)


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ("<meta name=pubdate content='2012-4-9 10:00'>", "", date(2012, 4, 9)),
        ("<meta property=article:published_time content=2012-04-09T01:00:00+08:00>", "", date(2012, 4, 9)),
        ("", "<time datetime=2012-04-09>昨天</time>", date(2012, 4, 9)),
        ("", "<div><span>发布时间：</span><span>2012年4月9日</span></div>", date(2012, 4, 9)),
        ("", "<p>来源：某报 时间：2012-04-09 10:00:00</p>", date(2012, 4, 9)),
        (f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1><p>[2012-04-09]</p>", date(2012, 4, 9)),
        (f"<title>{TITLE}</title>", f"<p>2010-01-01</p><h1>{TITLE}</h1><p>2012/4/9 来源：某报</p>", date(2012, 4, 9)),
        ("", "<p>监测时间：2012-04-09</p><p>2012-04-09</p>", None),
        ("", "", None),
    ],
)
def test_the_day_of_publication(head: str, body: str, day: date | None) -> None:
    """It is read where the page states it as such, never from the article's own sentences."""
    assert page(f"{body}<div>{ARTICLE}</div>", head).published == day


def test_an_impossible_day_is_told() -> None:
    """A day that does not exist is no day, and the next one stated is read."""
    found = page(f"<p>时间：2012-02-30</p><p>发布时间：2012-03-01</p>{ARTICLE}")
    assert (found.published, [p.code for p in found.problems]) == (date(2012, 3, 1), ["W_DATE"])


MESSAGE = "https://mp.weixin.qq.com/s?__biz=MzIwNDk0MDgxMw==&mid=2#rd"


@pytest.mark.parametrize(
    ("head", "url", "account"),
    [
        (f"<meta property=og:url content='{MESSAGE}'>", MESSAGE, "MzIwNDk0MDgxMw=="),
        (
            "<meta property=og:url content=https://mp.weixin.qq.com/s/abc>"
            f"<script>var msg_link = '{MESSAGE.replace('&', '&amp;')}';</script>",
            MESSAGE,
            "MzIwNDk0MDgxMw==",
        ),
        (
            "<link rel=canonical href=https://mp.weixin.qq.com/s/abc>"
            "<script>var biz = '' || 'MzIwNDk0MDgxMw==';</script>",
            "https://mp.weixin.qq.com/s/abc",
            "MzIwNDk0MDgxMw==",
        ),
        ("<link rel=canonical href='javascript:x'>", "", ""),
        ("<link rel=canonical href='/s/abc'>", "", ""),
        ("", "", ""),
    ],
)
def test_the_address_and_the_account(head: str, url: str, account: str) -> None:
    """The address that names the account wins; what is no web address is none."""
    found = post(f"<p>{LONG}</p>", head)
    assert (found.url, found.account) == (url, account)


def test_the_account_of_a_link_is_not_the_publishers() -> None:
    """A page of a site that links to a post is not that account's."""
    assert page(f"<p>{LONG}<a href='{MESSAGE}'>转自</a></p>").account == ""


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ('var ct = "1712851200";', date(2024, 4, 12)),
        ('var oriCreateTime = "1", ct="1712851199";', date(2024, 4, 11)),
        ("create_time: JsDecode('2024-04-12 00:01'),", date(2024, 4, 12)),
        ("var ct = ''", None),
    ],
)
def test_a_time_stamp_is_of_beijing(script: str, day: date | None) -> None:
    """16:00 UTC is the next day's midnight in Beijing."""
    assert post(f"<p>{LONG}</p>", f"<script>{script}</script>").published == day


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", "shell"),
        ("<p>原创</p><p>微信扫一扫</p>", "shell"),
        ("<p>该内容已被发布者删除</p>", "deleted"),
        ("<p>环境异常</p><p>当前环境异常，完成验证后即可继续访问。</p>", "blocked"),
        (f"<p>{LONG}</p>", "full"),
    ],
)
def test_a_page_is_told_from_its_remains(body: str, status: str) -> None:
    """A shell, an anti-bot page and a deleted post are not reports."""
    assert post(body).status == status


@pytest.mark.parametrize("markup", ["<html></html>", "<html><body><script>alert('甲')</script></body></html>"])
def test_a_page_without_text_is_refused(markup: str) -> None:
    """Nothing to read is an error, never an empty week."""
    with pytest.raises(ReadError, match=r"E_EMPTY x\.html"):
        document(markup.encode(), "x.html")


def test_a_page_that_breaks_off_is_told() -> None:
    """A page whose body does not end may lack the end of its article."""
    found = document(f"<html><body><div>{ARTICLE}</div><p>共处".encode(), "x.html")
    assert [p.code for p in found.problems] == ["W_TRUNCATED"]


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "gbk", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_declared_encoding_may_be_wrong(declared: str, encoding: str) -> None:
    """A page is read as what it is, whatever it says."""
    markup = f'<html><head><meta charset="{declared}"><title>{TITLE}</title></head><body>{ARTICLE}</body></html>'
    found = document(markup.encode(encoding), "x.html")
    assert (found.title, found.text.count("12")) == (TITLE, 1)
    assert {p.code for p in found.problems} <= {"W_ENCODING"}


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<div>" * 200_000 + "甲</div>", "E_HTML_DEPTH"),
        ("<html>" + "<b>" * 200_000 + "</b>", "E_HTML_DEPTH"),
        ("<html><div>" + "<font color=a>" * 1000 + "</div>" + "<p>x</p>" * 60_000, "E_HTML_DEPTH"),
        ("<html>" + "<p>甲。</p>" * 200_000, "E_SIZE"),
        ("<html></p>" + "<" * 2_000_000, ""),
        ("<html></p>" + "&amp;" * 400_000, ""),
        ("<html></p>甲" + "<script>" * 200_000, ""),
        ("<html><!--" * 100_000 + "</p>", "E_EMPTY"),
        ("<html><p>" + " \n" * 1_000_000 + "甲</p>", ""),
        ("<html><p style='" + "display: " * 200_000 + "'>甲</p>", ""),
        ("<html><div class='" + "nav-" * 200_000 + "'>甲。</div>", ""),
        ("<html><p " + "a=b " * 300_000 + ">甲</p>", ""),
        ("<html>" + "<table><tr><td>" * 100 + "甲" + "</table>" * 100, ""),
        ("<html><table>" + "<tr><td>1<td>2" * 20_000 + "</table>", ""),
        ("<html>" + "<a href=javascript:x>甲</a>" * 10_000, ""),
    ],
)
def test_hostile_markup_is_read_in_time_or_refused(markup: str, code: str) -> None:
    """Nesting, brackets, entities, attributes and blanks by the hundred thousand cost seconds at most."""
    start = time.perf_counter()
    try:
        found = document(markup.encode(), "x.html")
        assert (code, bool(found.text)) == ("", True)
    except ReadError as error:
        assert error.code == code
    assert time.perf_counter() - start < 10
