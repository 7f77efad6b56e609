"""Bulletins on malicious addresses abroad: block by block an address, where it is, what it serves, whom it controls.

CCTGA and CNCERT publish them without a number; blocks stand as lines `label：value`, in one line each, or as rows of
a table. Only what can be published is kept: addresses are defanged, the words around them too (`assets.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cncert_kg import text as reading
from cncert_kg.model import Asset, Document, Figure, Gap, Mention, Period, Problem, Report
from cncert_kg.series import Recognition, Series, titles
from cncert_kg.series.assets import TOKEN, Address, address, family, place, sealed
from cncert_kg.series.cctga.blocks import LABELS, MALICIOUS, TELLING, Block, blocks

KEY = "cctga-bulletin"
INDICATOR = "ioc-daily-control"

_TITLE = re.compile(
    rf"{MALICIOUS}[^\n]{{0,40}}(?:风险提示|通报|预警|防范|（续|\(续)|"
    rf"(?:防范|警惕|境外|发现|关于|一批)[^\n]{{0,20}}{MALICIOUS}|(?:CCTGA|威胁治理联盟)[^\n]{{0,20}}(?:通报|风险提示)"
)
_NUMBER = re.compile(r"(?P<year>(?:19|20)\d{2})\s{0,2}年?\s{0,2}第\s{0,2}(?P<number>\d{1,3})\s{0,2}期", re.ASCII)
_ISSUED = re.compile(
    r"(?:发布|通报|提示|公布)(?:时间|日期)?\s{0,3}[：:]\s{0,3}(\d{4})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})",
    re.ASCII,
)

_SPEAKS = re.compile(r"CNCERT|CCTGA|应急(?:技术处理协调)?中心|威胁治理联盟|通报中心|公安|网信办")
_VENDOR = re.compile(
    r"微步|奇安信|(?<![\w.-])360(?=[\u4e00-\u9fff])|安恒|绿盟|启明星辰|深信服|腾讯|瑞星|火绒|安天|知道创宇|亚信|天融信|卡巴斯基|金山|山石网科|斗象"
    r"|趋势科技|长亭|东软|阿里云|华为|新华三"
)
"""Vendors have lists of the same form; a bulletin names those who publish it in its first sentence."""
_FIRST = re.compile(rf"{MALICIOUS}[^。\n：:]{{0,6}}[：:]")
"""Where the first block begins, whose addresses may hold any word."""
_MAY_BE = re.compile(r"[\w\])）】][.．\[(（【]|::")
"""What can be an address: words in brackets that explain one have no dot."""
_HASH = re.compile(r"(?<![0-9A-Za-z=/_-])(?:[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Za-z_-])")

_CONTROL = re.compile(
    rf"(?P<number>{reading.QUANTITY})\s{{0,2}}(?:[台个次]|IP|主机|设备)?(?:主机|设备|IP)?(?:[/每]?[日天])?"
)
_PORT = re.compile(r"[0-9]{1,5}(?:[^\S\n]{0,2}[、,，/][^\S\n]{0,2}[0-9]{1,5}){0,20}")
_NONE = re.compile(r"[\s/\\—–-]{0,8}|无|暂无|未知|不详|N/?A", re.IGNORECASE)


@dataclass
class _Read:
    """What the blocks of one bulletin gave so far."""

    assets: list[Asset] = field(default_factory=list)
    figures: dict[str, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def recognise(document: Document) -> Recognition | None:
    """Recognise a bulletin by its title, or by two blocks of its form. `ValueError`: see `Series`.

    A post of such a title that has text and no block is news of a bulletin, and not one.
    """
    is_titled = _TITLE.search(document.title) is not None
    if _is_of_others(document):
        return None
    if document.status == "full":
        may_be = is_titled or ("恶意" in document.text and TELLING.search(document.text))
        count = sum(1 for _ in blocks(document.text)) if may_be else 0
        if count < (1 if is_titled else 2):
            return None
    elif not is_titled:
        return None
    period = _period(document)
    issue, number = _issue(document, period)
    return Recognition(KEY, issue, period, "title" if is_titled else "body", number)


def _is_of_others(document: Document) -> bool:
    opening = _FIRST.split(document.text[:600], maxsplit=1)[0]
    head = "\n".join((document.title, document.source, opening))
    return _VENDOR.search(head) is not None and _SPEAKS.search(head) is None


def _period(document: Document) -> Period:
    """Give the day of publication: as the copy states it, else as its text does."""
    stated = None if document.published else _ISSUED.search(document.text)
    if stated is None:
        return titles.day(document) or Period(undated_in=document.key)
    day = reading.day(*map(int, stated.groups())).isoformat()
    return Period(day, day)


def _issue(document: Document, period: Period) -> tuple[str, str]:
    match = _NUMBER.search(document.title)
    if match is None:
        return period.key, ""
    if not int(match["number"]):
        raise ValueError(f"found issue number {match['number']}, expected 1 or more")
    return f"{match['year']}-{int(match['number']):02}", str(int(match["number"]))


def read(document: Document, known: Recognition) -> Report:
    """Read a bulletin: its addresses, and how many hosts each controls a day.

    Every bulletin has an address; many state no scale of control, which is then a gap of the whole bulletin.
    """
    out = _Read()
    for block in blocks(document.text):
        _read_block(document.text, block, out)
    if not out.assets:
        raise ValueError("found no malicious address that can be read, expected one in each block")
    return replace(
        known.report(document),
        figures=tuple(out.figures.values()),
        assets=tuple(out.assets),
        gaps=() if out.figures else (Gap(_reason(document.text), INDICATOR, "level"),),
        problems=tuple(out.problems),
    )


def _reason(text: str) -> str:
    return "unparsed" if re.search(LABELS["control"], text) else "not-published"


def _read_block(text: str, block: Block, out: _Read) -> None:
    """Read a block's address, what stands beside it, and its figure, which is of the first address."""
    token = TOKEN.match(text, *block["address"])
    try:
        found = address(token[0] if token else "")
    except ValueError as error:
        out.problems.append(Problem("W_ASSET", str(error)))
        return
    code, label = _family(text, block, out)
    asset = Asset(
        kind=found.kind,
        value=found.defanged,
        mention=place(text, block["address"], f"{KEY}/asset", found),
        port=found.port or _port(text, block, out),
        place=_words(text, block, "place"),
        family=code,
        family_label=label,
    )
    _keep(asset, out)
    _read_control(text, block, found, out)
    for other, span in _beside(text, block, token.end() if token else 0, out):
        _keep(_like(asset, other, place(text, span, f"{KEY}/asset", other)), out)


def _keep(asset: Asset, out: _Read) -> None:
    if asset.value not in {a.value for a in out.assets}:
        out.assets.append(asset)


def _like(asset: Asset, found: Address, mention: Mention) -> Asset:
    """Give an asset of the same place and family; a file is nowhere."""
    where = "" if found.kind == "hash" else asset.place
    return replace(asset, kind=found.kind, value=found.defanged, mention=mention, port=found.port, place=where)


def _beside(text: str, block: Block, rest: int, out: _Read) -> Iterator[tuple[Address, tuple[int, int]]]:
    """Give the further addresses of a block: behind its first, and those related to it; and the hashes it tells of."""
    spans = [(rest, block["address"][1]), block.get("related", (0, 0))]
    for token in (t for span in spans for t in TOKEN.finditer(text, *span) if _MAY_BE.search(t[0])):
        try:
            yield address(token[0]), token.span()
        except ValueError as error:
            out.problems.append(Problem("W_ASSET", str(error)))
    for match in _HASH.finditer(text, *block.get("note", (0, 0))):
        yield address(match[0]), match.span()


def _words(text: str, block: Block, name: str) -> str:
    """Give the words of a field up to its first mark, unless they say that nothing is known."""
    start, end = block.get(name, (0, 0))
    words = " ".join(re.split(r"[，；;。（(]", text[start:end], maxsplit=1)[0].split())
    return "" if _NONE.fullmatch(words) else words[:80]


def _family(text: str, block: Block, out: _Read) -> tuple[str, str]:
    try:
        return family(_words(text, block, "family"))
    except ValueError as error:
        out.problems.append(Problem("W_FAMILY", str(error)))
        return "", ""


def _port(text: str, block: Block, out: _Read) -> str:
    printed = _words(text, block, "port").rstrip("、,/ ")
    if not printed:
        return ""
    if not _PORT.fullmatch(printed) or not all(0 < int(n) < 65536 for n in re.findall(r"\d+", printed)):
        out.problems.append(Problem("W_PORT", f"found {printed[:20]!r}, expected ports from 1 to 65535"))
        return ""
    return printed


def _read_control(text: str, block: Block, found: Address, out: _Read) -> None:
    """Read the hosts controlled a day; the same address stated again is a witness."""
    printed = _words(text, block, "control")
    if not printed:
        return
    start, end = block["control"]
    match = _CONTROL.fullmatch(printed)
    if match is None:
        out.problems.append(Problem("W_FIGURE", f"found {printed[:20]!r} controlled a day, expected a number"))
        return
    quantity = reading.quantity(match["number"])
    if quantity.value < 0:
        raise ValueError(f"{INDICATOR}: a count below zero: {printed[:20]!r}")
    span = (start, start + len(text[start:end].rstrip()))
    where = sealed(reading.mention(text, span, f"{KEY}/{INDICATOR}.level", quantity.value, span))
    code = f"asset-{found.key}"
    figure = Figure(INDICATOR, "level", where, quantity, breakdown=code, label=found.defanged)
    out.figures[code] = out.figures[code].again(figure) if code in out.figures else figure


SERIES = Series(KEY, "cctga", recognise, read)
