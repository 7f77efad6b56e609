"""Invented documents in the reports' real forms, and builds of them; figures, dates and filler are this file's own."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store

from cncert_kg import building, composition, extraction, parts, release, shelves
from cncert_kg.cache import Memory
from cncert_kg.graph import vulnerabilities
from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.knowledge import knowledge
from cncert_kg.model import Figure, Mention, Quantity, Report
from cncert_kg.others import others
from cncert_kg.readers import files, register
from cncert_kg.release import Build
from cncert_kg.stage import Content, Same
from cncert_kg.whole import Whole

NAME = "网络安全信息与动态周报"
MONDAY = date(2031, 2, 3)
"""First day of the invented issue 5 of 2031."""
REPOSTER = base64.b64encode(b"9990001112").decode()
"""An account that nobody has curated."""


@cache
def own_account() -> str:
    """Give the WeChat account of CNCERT, as the curated file has it."""
    return next(account for account, slug in sorted(knowledge().accounts.items()) if slug == "cncert")


def week_title(number: int, start: date, end: date) -> str:
    return f"{NAME}{end.year}年第{number}期（{start.month}月{start.day}日-{end.month}月{end.day}日）"


def monday(number: int) -> date:
    return MONDAY + timedelta(weeks=number - 5)


def weekly_post(
    number: int,
    start: date | None = None,
    end: date | None = None,
    *,
    handled: int | str = 431,
    cross: int | str = 98,
    phishing: int | str = 77,
    rating: str = "良",
    account: str = "",
    published: str = "",
    title: str = "",
    url: str = "",
    lists: Iterable[int] = (),
) -> bytes:
    """Give an invented post of the weekly, as the feeds save one."""
    start = start or monday(number)
    end = end or start + timedelta(days=6)
    heading = title or week_title(number, start, end)
    body = [
        f"# {heading}",
        "虚构一周综述",
        f"测试夹具声明，这一周的虚拟态势整体评价为{rating}，本段文字只为测试而写。",
        f"按照演习脚本，虚拟机房共处理网络安全事件{handled}起，含跨境网络安全事件{cross}起；"
        f"其中由演习小组重点处理{phishing}起仿冒投诉事件。",
        *(f"●[{week_title(n, monday(n), monday(n) + timedelta(6))}]({address(n, own_account())})" for n in lists),
    ]
    return post(heading, body, account, published or str(end + timedelta(days=4)), url or None)


def address(number: int, account: str) -> str:
    return f"https://mp.weixin.qq.com/s?__biz={account}&mid=10000{number}&idx=1"


def post(title: str, body: Iterable[str], account: str = "", published: str = "", url: str | None = None) -> bytes:
    """Give a post as a feed saves one: front matter, then Markdown."""
    url = address(7, account or own_account()) if url is None else url
    head = ["---", f"title: {title}", f"url: {url}", "source: 虚构转载源", f"date: {published}", "---"]
    return "\n".join([*head, "", *(f"{line}\n" for line in body)]).encode()


def shell_post(number: int) -> bytes:
    """Give a post of which only the title was saved."""
    start = monday(number)
    return post(week_title(number, start, start + timedelta(6)), ["取消", "允许"], published="2031-03-07")


def bare_copy() -> bytes:
    """Give the page text of a weekly that states neither number nor dates."""
    return "\n".join(
        [
            NAME,
            "本周网络安全基本态势",
            "演习环境给出的态势整体评价为优，此句由测试作者所写。",
            "境内计算机恶意程序传播次数 ↓0%",
            "境内被植入后门网站总数 ↑12.5%",
            "本周事件处理情况",
            "演习记录共处理网络安全事件52起，含跨境网络安全事件8起；演习小组重点处理5起仿冒投诉事件。",
        ]
    ).encode()


def profile_post(founded: str = "2003年5月") -> bytes:
    """Give a post in which CNCERT describes itself, with a founding of our own invention."""
    return post(
        "虚构机构简介",
        [
            "国家计算机网络应急技术处理协调中心（测试稿，中文简称“国家互联网应急中心”，英文缩写为CNCERT）"
            f"在这份假想稿里成立于{founded}，定位为非政府非盈利的网络安全技术中心。",
            "截至2029年，假想稿称已与31个国家和地区的207个组织建立了“CNCERT/CC国际合作伙伴”关系。",
            "假想网址：www.cert.org.cn",
        ],
        published="2031-01-20",
    )


def documents() -> dict[str, bytes]:
    """Give a small set with a conflict, a repost, a listed issue, a shell, an undated copy and a profile."""
    return {
        "week-07.md": weekly_post(7, account=own_account()),
        "week-07-repost.md": weekly_post(7, account=REPOSTER, handled=413),
        "week-08.md": weekly_post(
            8,
            title=f"{week_title(8, monday(8), monday(8) + timedelta(6))}<script>alert(1)</script>",
            handled="1,204",
            rating="中",
            lists=(7, 6),
        ),
        "week-09.md": shell_post(9),
        "undated.txt": bare_copy(),
        "profile.md": profile_post(),
        "other.txt": "一份与任何周报都无关的备忘，只用来占位。\n".encode(),
    }


def figure(value: str) -> Figure:
    """Give a level of phishing pages that no post states."""
    where = Mention(0, 2, "cncert-weekly/invented.level", Decimal(value), "虚构", "虚构一周综述")
    return Figure("phishing-page", "level", where, Quantity(Decimal(value)))


def reports(found: Mapping[str, bytes]) -> list[Report]:
    """Give what the documents say."""
    return [extraction.extract(files.document(raw, name)) for name, raw in found.items()]


def save(folder: Path, found: Mapping[str, bytes] | None = None) -> Path:
    """Write documents into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in (found or documents()).items():
        (folder / name).write_bytes(raw)
    return folder


@cache
def small_build(base: str = DEFAULT_BASE) -> Build:
    """Give the build of `documents`; made once, never changed."""
    return building.build(reports(documents()), base)


@cache
def embedded_build() -> Build:
    """Give the build of the register and the mapping sets that come with the package; made once, never changed."""
    return with_sets(register.read(register.embedded()))


def with_sets(found: Iterable[Report]) -> Build:
    """Give the build of reports and of the mapping sets that come with the package."""
    inputs, corpus = building.merged(found, DEFAULT_BASE)
    return building.described(inputs, corpus, DEFAULT_BASE, None, others((), (), DEFAULT_BASE))


@cache
def small_files(base: str = DEFAULT_BASE) -> dict[str, bytes]:
    """Give the data files of `small_build`, by path."""
    return data_of(small_build(base))


def data_of(made: Build) -> dict[str, bytes]:
    """Give the data files of a release of reports only, by path; no page of a report is made."""
    described = whole(made)
    described.brought = replace(described.brought, files=release.data_files(made))
    return {p: joined(c) for p, c in composition.files(described) if p.startswith("data/")}


def whole(made: Build, day: str = "") -> Whole:
    """Give what a release of reports only is put together from."""
    listed, titles = vulnerabilities.listed(made.corpus), vulnerabilities.titles(made.corpus)
    base = made.terms.iris.base
    return Whole(parts.part(made, day), shelves.shelved(base, shelves.Spools(), listed, titles, {}, Memory()))


def release_files(made: Build, day: str = "") -> dict[str, bytes]:
    """Give every file of a release of reports only, by path."""
    files = composition.files(whole(made, day))
    return {path: joined(content) for path, content in files}


def filled(content: bytes, path: str) -> Store:
    """Give a file of the union, Turtle or N-Quads as its path says, as a store."""
    loaded = Store()
    loaded.bulk_load(content, format=RdfFormat.N_QUADS if path.endswith(".nq") else RdfFormat.TURTLE)
    return loaded


def joined(content: Content) -> bytes:
    """Give a file's bytes in one."""
    assert not isinstance(content, Same)
    return content if isinstance(content, bytes) else b"".join(content)


def manifest_of(made: Build, day: str = "") -> dict[str, Any]:
    """Give the manifest of a release of reports only, its files aside."""
    return composition.manifest(whole(made, day))
