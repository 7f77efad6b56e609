"""Which phrase of CNVD's weekly states which figure, from the PDF files of 2010 to the posts of today.

Words come and go: 事件型 and 运营, 数量 and 总数, a 为 before the number. What never changes is the order inside a
clause, and each pattern stays inside one. The patterns know no blanks: `unbroken` takes them out.
"""

from __future__ import annotations

from cncert_kg import text as reading
from cncert_kg.series.rules import Misprint, Rule

LEVEL = (("高", "high"), ("中", "medium"), ("低", "low"))

HAS = r"的?(?:总数量|数量|总数|总量|数目)?(?:共计|共有|共|合计|达到|达|有|为|是)?[：:]?"
"""What stands between the things counted and their number; words such as 约 belong to the number."""

LEAKS = "(?:(?:信息|网络)?(?:系统)?安全|信息)?漏洞"

_THIS_WEEK = "(?:(?<!截至)(?<!截止)(?<!截止到)本[周期次]|[两二]周)"
_GATHERED = rf"(?<!累计)(?<!累计共)收[集录](?:[、，和与及]?(?:整理|收录|发布)){{0,2}}了?的?{LEAKS}"
_ZERO_DAY = r"涉及的?(?:0-?[Dd]ay|0DAY|零日)(?:安全)?漏洞"
_COUNTED = rf"{HAS}{reading.QUANTITY}个"

_SENT = "(?:接到|收到|接报|接收|企事业单位|事件型漏洞)[^。；;\n]{0,70}?"
_BEFORE = "(?:与|较|比|同)(?:上一?周|上一?期|前一?周)"
_RESTATED = r"[（(][^（()）\n]{1,16}[)）]"
_SET_AGAINST = (
    rf"{_BEFORE}(?:{_RESTATED}|的?{reading.QUANTITY}个)?(?:相比较?|环比|同比|比)?[，,]?(?:略有|有所|大幅|小幅|略)?"
)

_INCIDENTS = "漏洞(?:事件|隐患|信息|风险)?"
_TOLD = rf"通报了?的?(?:各类|相关)?{_INCIDENTS}{HAS}"

_LEAD = r"(?<![0-9０-９])(?:[，,、；;：:（(中有含和及与了共]|包括|收录)(?=[约近超逾0-9０-９])"
"""What stands before a number that comes before what it counts; a comma inside the number does not."""

_IN_TURN = "高危?、中危?[、和及]低危漏洞(?:数量)?分别(?:为|有|是|达)"
_ONE = rf"{reading.QUANTITY}个?[、，,和及]"


def _each(phrase: str, *units: str) -> tuple[str, ...]:
    """Give a phrase with each of the units that its number may have."""
    return tuple(phrase.replace("#", f"{{n{unit}}}") for unit in units)


OPENING = (
    Rule(
        "cnvd-threat-level",
        "coded",
        (r"威胁的?整体评价(?:级别|等级)?(?:为|是|[：:]){1,2}[“\"]?{code}(?=[”\"。，,；;、（(\s]|\Z)",),
        codes=LEVEL,
    ),
    Rule(
        "cnvd-collected",
        "level",
        (
            rf"{_THIS_WEEK}[^。；;\n]{{0,48}}?{_GATHERED}{HAS}{{n个}}",
            rf"(?:CNVD|共享平台)[）)]?(?:{_THIS_WEEK})?(?:共计|共|新)?收录了?{{n个}}{LEAKS}(?=[。，,：:；;、（(\s]|\Z)",
        ),
    ),
)
"""What an issue begins with: the level, the number of entries. What CNVD holds in all (累计, 截至本周) is another."""

SEVERITIES = tuple(
    Rule(
        f"cnvd-collected-{code}",
        "level",
        (
            rf"{word}(?:漏洞)?{HAS}{{n个}}",
            rf"{_LEAD}{{n个}}为?{word}漏洞",
            rf"{_IN_TURN}{before}{{n个?}}",
        ),
    )
    for word, code, before in (
        ("高危", "high", ""),
        ("中危", "medium", _ONE),
        ("低危", "low", _ONE * 2),
    )
)
"""Read beside the number of entries only: news and the product sections count severe vulnerabilities too."""

_SECTORS = (
    ("telecom", "电信行业"),
    ("mobile", "移动互联网行业"),
    ("ics", "(?:工控|工业控制)(?:系统)?行业"),
)

RULES = (
    Rule("cnvd-mean-score", "level", ("漏洞平均(?:分值|评分|得分)(?:为|是|达|[：:]){0,2}{n}",)),
    Rule("cnvd-zero-day", "level", (rf"{_ZERO_DAY}{HAS}{{n个}}",)),
    Rule("cnvd-zero-day", "share", (rf"{_ZERO_DAY}{_COUNTED}[（(，,]?约?占(?:比为?|总数的?|收录总数的?)?{{n%}}",)),
    Rule(
        "cnvd-event-received",
        "level",
        (
            rf"(?:接到|收到|接报|接收)[^。；;\n]{{0,60}}?漏洞{HAS}{{n个}}",
            rf"企事业单位的(?:事件型)?漏洞{HAS}{{n个}}",
        ),
    ),
    Rule(
        "cnvd-event-received",
        "prev",
        (rf"{_SENT}{_BEFORE}[（(]{{n个}}[)）]", rf"{_SENT}{_BEFORE}的?{{n个}}"),
        (Misprint(rf"{_SENT}{_BEFORE}[（(]{{n}}[)）]", "without 个: 2024 nos. 29 and 31"),),
    ),
    Rule("cnvd-event-received", "wow", (rf"{_SENT}{_SET_AGAINST}{{±n%}}", rf"{_SENT}{_SET_AGAINST}{{±n倍}}")),
    Rule(
        "cnvd-notified-critical",
        "level",
        _each(
            rf"向(?!基础电信|电信)[^，,。；;\n]{{2,50}}行业的?(?:重要)?(?:单位|部门|企业|机构|用户){{0,2}}{_TOLD}#",
            "起",
            "个",
        ),
    ),
    Rule(
        "cnvd-notified-telecom",
        "level",
        _each(rf"向各?(?:基础)?电信(?:运营|行业)?(?:运营商|企业|部门|单位|商){_TOLD}#", "起", "个"),
    ),
    Rule("cnvd-handled-branch", "level", _each(rf"分中心[^，,。；;\n]{{0,40}}?{_INCIDENTS}{HAS}#", "起", "个")),
    Rule(
        "cnvd-handled-education",
        "level",
        _each(rf"教育(?:行业|网|系统)?应急[^，,。；;\n]{{0,60}}?{_INCIDENTS}{HAS}#", "起", "个"),
    ),
    Rule(
        "cnvd-reported-national",
        "level",
        _each(
            r"(?:上级|国家)[^，,。；;\n]{0,16}协调机构(?:上报|报告|报送|通报)[^，,。；;\n]{0,60}?"
            rf"{_INCIDENTS}{HAS}#",
            "起",
            "个",
        ),
    ),
    Rule(
        "cnvd-original-submitted",
        "level",
        _each("向CNVD(?:共计|共)?(?:提交|报送|上报)了?#[^，,。；;\n]{0,20}?原创漏洞", "个", "条"),
    ),
    Rule("cnvd-whitehat-shared", "level", _each("白帽子?(?:提交|报送|上报)的?#的?(?:原创)?漏洞", "条", "个")),
    *(
        Rule(
            f"cnvd-sector-{code}",
            "level",
            (rf"{_LEAD}{{n个}}{sector}漏洞", rf"{sector}漏洞{HAS}{{n个}}"),
        )
        for code, sector in _SECTORS
    ),
)
"""What CNVD was sent (事件型漏洞 until late 2022, all of them since), whom it told, what it handled."""
