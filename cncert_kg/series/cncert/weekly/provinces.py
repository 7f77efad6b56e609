"""The provinces that the weekly report of 2011 to 2015 names as worst infected: `广东省约4.8万个（约占…16.1%）`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from cncert_kg import text as reading
from cncert_kg.model import Figure
from cncert_kg.series.places import PLACES

INDICATOR = "host-infected-trojan-bot-by-province"

_LIST = re.compile(
    r"前[一二三四五六七八九十\d]{1,2}\s?(?:位|名|的)?[^：:。；;\d]{0,24}?"
    r"(?:分别为|分别是|依次为|依次是|是|为|[:：])(?P<list>[^。；;]{4,400})"
)
_INFECTED = re.compile("木马|僵尸|感染")
_BEFORE = 200
"""How far before the list the sentence may say what is counted."""
_QUANTITY = rf"(?P<figure>(?P<number>{reading.QUANTITY})(?:\s?[个台])?)"
_PLACE = re.compile(
    rf"(?P<place>{'|'.join(PLACES)})(?:壮族|回族|维吾尔)?(?:自治区|省|市)?\s?(?:有|为|：|:|[（(])?\s?(?:约\s)?{_QUANTITY}(?!\s?[%％\d])"
)
_SHARE = re.compile(rf"[，,（(]\s?约?占[^，,。；;、%％\d约]{{0,24}}(?P<figure>(?P<number>{reading.QUANTITY})\s?[%％])")
_ABOUT = re.compile(r"^\W?\s?约|约\s$")
_BARE_SHARE = re.compile(rf"\s?[（(，,]\s?(?P<figure>(?P<number>{reading.QUANTITY})\s?[%％])")


def provinces(text: str, series: str, within: tuple[int, int]) -> Iterator[Figure]:
    """Give the level and the share of each province named, ranked in the order of the sentence."""
    for found in _LIST.finditer(text, *within):
        places = list(_PLACE.finditer(text, *found.span("list")))
        if places and _INFECTED.search(text, max(0, found.start() - _BEFORE), found.end()):
            yield from _ranked(text, series, places, found.end("list"))
            return


def _ranked(text: str, series: str, places: list[re.Match[str]], end_of_list: int) -> Iterator[Figure]:
    ends = [match.start() for match in places[1:]] + [end_of_list]
    for rank, (match, end) in enumerate(zip(places, ends, strict=True), 1):
        yield _figure(text, series, match, "level", rank, PLACES[match["place"]])
        share = _SHARE.search(text, match.end(), end) or _BARE_SHARE.match(text, match.end(), end)
        if share:
            yield _figure(text, series, share, "share", rank, PLACES[match["place"]])


def _figure(text: str, series: str, match: re.Match[str], statistic: str, rank: int, area: str) -> Figure:
    quantity = reading.quantity(match["number"])
    if quantity.qualifier == "exact" and _ABOUT.search(text[match.start() : match.start("figure")]):
        quantity = reading.quantity(f"约{match['number']}")
    value: Decimal = quantity.value
    rule = f"{series}/{INDICATOR}.{statistic}"
    where = reading.mention(text, match.span("figure"), rule, value, match.span())
    return Figure(INDICATOR, statistic, where, quantity, area=area, rank=rank)
