"""A saved post: its title letter for letter, its text without the app's chrome, its safe links only."""

from __future__ import annotations

from datetime import date

import pytest

from cncert_kg.errors import ReadError
from cncert_kg.model import Document
from cncert_kg.readers import wechat
from cncert_kg.readers.files import document

BODY = "这是一句为测试写的话，长得足够算作正文。"


def post(title: str = "测试", body: str = BODY, **fields: str) -> Document:
    """Read a post as the feed saves it."""
    front = "".join(f"{k}: {v}\n" for k, v in {"title": title, "source": "测试信源", **fields}.items())
    return document(f"---\n{front}---\n\n# {title}\n\n{body}\n".encode(), "x.md")


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "{{7*7}} {% raw %}",
        "Mozilla <js::Shape> 与 <?php 漏洞",
        "A<B：冒号: 和 # 号",
        "\" onmouseover=alert(1)",
        "'永恒'之蓝'",
        "“引号”",
        "a**b**c",
        "&lt;b&gt;",
    ],
)  # fmt: skip
def test_a_title_stays_letter_for_letter(title: str) -> None:
    """Nothing in a title is markup to us."""
    assert post(title).title == title


def test_a_quoted_title_loses_its_quotes() -> None:
    """Quotes around the whole value are the format's."""
    assert post('"测试周报"').title == "测试周报"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<iframe src=x>", "{{7*7}}", "A<B，<js::Shape>"])
def test_raw_html_is_text(text: str) -> None:
    """What looks like HTML is kept as the characters it is."""
    assert text in post(body=f"{BODY}{text}").text


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&#58;alert(1)",
        "&#106;avascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.cn/x",
    ],
)
def test_a_link_of_another_scheme_is_text_and_a_problem(target: str) -> None:
    """Only http and https are links; the words of any other stay, and it is told."""
    found = post(body=f"{BODY}[按这里]({target})再说。")
    assert found.links == ()
    assert [p.code for p in found.problems] == ["W_LINK_SCHEME"]
    assert found.text == f"{BODY}按这里再说。\n"


@pytest.mark.parametrize("target", ["https://example.cn/a?b=1", "HTTP://example.cn/"])
def test_a_link_is_placed_on_its_words(target: str) -> None:
    """Offsets of a link count the code points of the text."""
    found = post(body=f"{BODY}\n\n●[按这里 ]({target})")
    assert [(found.text[x.start : x.end].strip(), x.target) for x in found.links] == [("按这里", target)]


@pytest.mark.parametrize("target", ["java\tscript:x", "/s?x=1", "#top", ""])
def test_what_is_no_address_is_no_link(target: str) -> None:
    """A relative or broken address leads nowhere from here."""
    assert post(body=f"{BODY}[按]({target})").links == ()


def test_an_entity_cannot_bring_back_what_normalising_removed() -> None:
    """A zero-width space, a no-break space and a line break written as entities are as good as printed."""
    found = post(body=f"{BODY}共4&#8203;76&nbsp;起&#10;止&#0;。&lt;b&gt;")
    assert found.text == f"{BODY}共476 起 止。<b>\n"


def test_table_cells_are_kept_apart() -> None:
    """Two cells of a row never make one number."""
    found = post(body="|甲|乙|\n|-|-|\n|12|[34](https://e.cn/)|\n\n" + BODY)
    assert found.text == f"甲 | 乙\n12 | 34\n{BODY}\n"
    assert [found.text[x.start : x.end] for x in found.links] == ["34"]


def test_chrome_is_cut() -> None:
    """Lines of the app, and all that follows its foot, are not the post's."""
    found = post(body=f"原创\n\n{BODY}\n\n微信扫一扫\n关注该公众号\n\n预览时标签不可点\n\n共处理9999起。")
    assert found.text == f"{BODY}\n"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BODY, "full"),
        ("原创\n\nCNCERT\n\n预览时标签不可点\n\n很多话，很多话。", "shell"),
        ("测试信源\n\n![](https://e.cn/a)", "shell"),
        ("环境异常\n\n当前环境异常，完成验证后即可继续访问。", "blocked"),
        ("该内容已被发布者删除", "deleted"),
        ("此内容因违规无法查看", "deleted"),
        ("该公众号已迁移", "deleted"),
        (BODY * 20 + "该内容已被发布者删除", "full"),
    ],
)
def test_a_copy_is_told_from_its_remains(body: str, status: str) -> None:
    """A shell, an anti-bot page and a deleted post are not reports; a report that speaks of one is."""
    assert post(body=body).status == status


def test_images_only_are_no_text() -> None:
    """A post of pictures is refused, never an empty week."""
    with pytest.raises(ReadError, match=r"E_NO_TEXT x\.md: found 4 images"):
        post(body="![](https://e.cn/a)\n\n" * 4)


def test_the_publisher_is_the_account_in_the_address() -> None:
    """The feed that delivered a copy is its source; the account published it."""
    found = post(url="https://mp.weixin.qq.com/s?a=1&__biz=MzIwNDk0MDgxMw==&mid=2", date="2024-03-28")
    assert (found.account, found.source) == ("MzIwNDk0MDgxMw==", "测试信源")
    assert found.published == date(2024, 3, 28)


def test_an_impossible_day_of_publication_is_refused() -> None:
    """A date is read or the document is set aside."""
    with pytest.raises(ReadError, match=r"E_DATE x\.md"):
        post(date="2024-02-30")


def test_front_matter_needs_a_title() -> None:
    """A text that merely begins with a rule is no post."""
    assert not wechat.is_post("---\nurl: x\n---\n")
    assert not wechat.is_post("---\n正文\n")
    assert wechat.is_post("---\ntitle: x\n---")


def test_a_long_post_is_read_in_line_with_its_length() -> None:
    """A post of 19,000 lines keeps every one of them."""
    assert post(body="一句。\n" * 19_000).text.count("一句。") == 19_000
