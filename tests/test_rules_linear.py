"""Every pattern that meets a publisher's text takes time in line with its length."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType

import pytest

from cncert_kg import accounting, readers, series, text
from cncert_kg.readers import encoding
from cncert_kg.readers.paragraphs import paragraphs as joined
from cncert_kg.series import profile
from cncert_kg.series.cctga import shares
from cncert_kg.series.cncert.weekly import clauses, english
from cncert_kg.series.cncert.weekly.subjects import SUBJECTS
from cncert_kg.series.rules import Rule, pattern
from tests.conftest import DEEP


def below(package: ModuleType) -> Iterator[ModuleType]:
    """Give every module of a package, and those of the packages in it."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


MODULES = (text, accounting, *below(readers), *below(series))
SIZE = 100_000 if DEEP else 8_000
FLOOR = 0.05
"""Seconds below which a ratio says nothing."""


def short(module: ModuleType) -> str:
    """Give the name of a module as patterns are named by it."""
    return module.__name__.removeprefix("cncert_kg.").partition(".")[2] or module.__name__.rpartition(".")[2]


def constants(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Give the patterns a module holds, alone or in a table, and those of its rules and phrases."""
    name = short(module)
    for key, value in sorted(vars(module).items()):
        if getattr(value, "__module__", module.__name__) == module.__name__ or isinstance(
            value, re.Pattern | tuple | dict
        ):
            yield from ((f"{name}.{key}", found) for found in patterns(value))


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    """Give the patterns of text in a value: itself, or those of the rules and tables it consists of."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, Rule):
        yield from (pattern(value, phrase) for phrase in (*value.phrases, *(m.phrase for m in value.misprints)))
    elif isinstance(value, dict):
        yield from (found for item in value.values() for found in patterns(item))
    elif isinstance(value, tuple):
        yield from (found for item in value for found in patterns(item))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (found for field in fields(value) for found in patterns(getattr(value, field.name)))


def every() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Give all patterns; those that a module makes when it needs them are asked for by name."""
    for module in MODULES:
        # White space is collapsed before text._RANGE is tried: `week` is tested as a whole.
        yield from (found for found in constants(module) if found[0] != "text._RANGE")
    yield from ((f"profile.{p.predicate}", re.compile(p.pattern)) for p in profile.PHRASES)
    yield from ((f"english.{p.indicator}", english.compiled(p.pattern)) for p in english.phrases())
    listed = "(?P<list>[^。；\\n]{4,400})"
    yield from ((f"shares.{s.indicator}", re.compile(f"{s.lead}{listed}")) for s in shares.SENTENCES)
    yield from (("clauses.label", clauses.label_pattern(label)) for s in SUBJECTS for label in s.labels)
    parts_of = (parts for _, parts in clauses.CLAUSES)
    yield from (("clauses.clause", found) for parts in parts_of for found in clauses.clause_patterns(parts, ""))


GROUPS = sorted({*map(short, MODULES), "profile", "english", "shares", "clauses"})
"""What the names of patterns begin with: a test for each pattern would take longer to begin than to run."""


UNITS = (
    " ", "\n", " \n", "1", "1,111", "1.", ".", "....", ".... 1", "-", "-1 ", "字", "字 ", "第", "：",
    "网 址 ： ", "传真： 0", "（", "“", "a", "a.", "/a", "a@", "a@a.", "编辑：", "编辑：甲 ", "---\n", "a: b\n",
    "截至2020年 ", "环境异常", "发起成立了", "重点处置的事件包括：", "积极参加", "自2004年起", "《",
    "2020年中国互联网网络安全报告 ", "网络安全信息与动态周报", "网络安全信息与动态周报2024年第1期（",
    "国家计算机网络应急技术处理协调中心", "国家计算机网络应急技术处理协调中心（",
    "国家计算机网络应急技术处理协调中心\n", "共处理网络安全事件1", "共处理网络安全事件约 ", "协调1个",
    "应急服务支撑单位", "↓ ", "境内计算机恶意程序传播次数↓ ", "\n01\n字字", "\n字字....", "0086", "+86 10 ",
    "约为", "万", "人民出 版 社\n",
)  # fmt: skip
HEADS = (
    "",
    "网络安全信息与动态周报",
    "共处理网络安全事件",
    "国家计算机网络应急技术处理协调中心",
    "\n字字....",
    "网址：",
    "电话：0",
)


ANCHORED: dict[str, Callable[..., object]] = {
    "text._QUANTITY": re.Pattern.fullmatch,
    "wechat._FRONT": re.Pattern.match,
    "wechat._FIELD": re.Pattern.fullmatch,
    "clauses.clause": re.Pattern.match,
    "cctga.addresses._KIND": re.Pattern.fullmatch,
    "posts._SAFE": re.Pattern.match,
    "html._PAGE": re.Pattern.match,
    "html._ALONE": re.Pattern.fullmatch,
    "paragraphs._BEGINS": re.Pattern.match,
    "anva.takedowns._JOINED": re.Pattern.match,
    **{
        f"anva.takedowns.{name}": re.Pattern.fullmatch
        for name in (
            "_CAPTION",
            "_COUNT",
            "_LIVE",
            "_NAME_OF_SITE",
            "_ORGANISATION",
            "_RULED",
            "_WORD_AS_SITE",
        )
    },
    **{f"assets.{name}": re.Pattern.fullmatch for name in ("_DOMAIN", "_FILE", "_HOST_PATH", "_HOST_PORT")},
    "notices.cnta_advisory._ABOUT": re.Pattern.fullmatch,
    "notices.cnta_advisory._RELEASE": re.Pattern.fullmatch,
    "notices.risk_alert._ABOUT": re.Pattern.fullmatch,
    "titles._RUBRIC": re.Pattern.match,
    "titles._SPEAKER": re.Pattern.match,
    "cnvd.weekly.naming._PERSON": re.Pattern.fullmatch,
}
"""Patterns that are tried at the beginning of a text only."""


def search(name: str, size: int, unit: str, head: str = "") -> float:
    """Give the seconds of processor time that finding all matches takes, as the code looks for them."""
    size = min(size, BOUNDED.get(name.rpartition("-")[0], size))
    nasty = head + unit * (size // len(unit)) + "x"
    anchored = ANCHORED.get(name.rpartition("-")[0])
    start = time.process_time()
    if anchored:
        anchored(named()[name], nasty)
    else:
        named()[name].sub("", nasty)
    return time.process_time() - start


BOUNDED = {"cctga.shares._PERCENT": 400}
"""Patterns that are given a part of a text only, which another pattern keeps this short."""


@cache
def named() -> dict[str, re.Pattern[str]]:
    """Give each pattern once, by a name that says where it is."""
    once = dict((found.pattern, (name, found)) for name, found in every())
    return {f"{name}-{number}": found for number, (name, found) in enumerate(once.values())}


def of(group: str) -> dict[str, re.Pattern[str]]:
    """Give the patterns of a group by their names."""
    return {name: found for name, found in named().items() if name.rpartition(".")[0] == group}


def nasty(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Give the inputs worth trying on a pattern: each unit, and what follows a head that the pattern begins with."""
    heads = [h for h in HEADS if not h or re.sub(r"\W", "", h)[:4] in pattern.pattern.replace("[ \\t]*", "")]
    return [
        (unit, head) for head in heads for unit in (UNITS if not head else (" ", "\n", "1", ".", "a", "1,111", "字"))
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_a_pattern_finishes_a_nasty_text(group: str) -> None:
    """100,000 characters of anything are searched in two seconds; what is quadratic takes minutes."""
    for name, tried in of(group).items():
        for unit, head in nasty(tried):
            # First a tenth of it: what is slow there would never finish the whole.
            assert search(name, SIZE // 10, unit, head) < 0.5, (name, unit, head)
            assert search(name, SIZE, unit, head) < 2, (name, unit, head)


@pytest.mark.slow
@pytest.mark.skipif(not DEEP, reason="timed: only where CNCERT_KG_DEEP is set")
@pytest.mark.parametrize("group", GROUPS)
def test_a_pattern_takes_twice_as_long_for_twice_the_text(group: str) -> None:
    """The time of a double input is at most 2.3 times that of the single one."""
    for name, tried in of(group).items():
        for unit, head in nasty(tried):
            # Most are over at once, and a ratio of moments says nothing.
            if search(name, SIZE, unit, head) >= FLOOR:
                found = [growth(name, unit, head)]
                while found[-1] > 2.3 and len(found) < 5:
                    found.append(growth(name, unit, head))
                assert found[-1] <= 2.3, (name, unit, head, found)


def growth(name: str, unit: str, head: str) -> float:
    """Give how many times longer the whole text takes than its half; another process may make any one measure long."""
    single, double = (min(search(name, size, unit, head) for _ in range(3)) for size in (SIZE // 2, SIZE))
    return double / single


def week(nasty_text: str) -> None:
    """Read a range of days that is none."""
    with pytest.raises(ValueError, match="range"):
        text.week(nasty_text, 2024)


@pytest.mark.parametrize("unit", [" ", "1", "1月", "-", "年", "1月1日-", " 1 . "])
@pytest.mark.parametrize("read", [week, joined, encoding.normalise])
def test_a_reader_finishes_a_nasty_line(read: Callable[[str], object], unit: str) -> None:
    """Functions of text are as quick as the patterns they use."""
    start = time.perf_counter()
    read("2024年" + unit * (SIZE // len(unit)))
    assert time.perf_counter() - start < 2


def test_the_patterns_are_found() -> None:
    """A renamed constant does not leave this test."""
    assert {name.rpartition(".")[0] for name in named()} <= set(GROUPS)
    assert len(named()) > 1600
    names = {name.rpartition("-")[0] for name in named()}
    assert {
        "files._BLOCKED",
        "wechat._FRONT",
        "paragraphs._FINISHED",
        "cncert.annual._CHAPTER",
        "cncert.annual._PUBLISHER",
    } <= names
    assert {
        "cncert.annual._HISTORY",
        "profile._HANDLED",
        "profile._INITIATED",
        "cncert.weekly.recognition.TITLE",
        "text._PERSON",
    } <= names
