"""Which phrase of CNCERT's weekly report states which figure, from 2009 to today; one table a subject.

The era is in the phrases: an issue of 2011 has hosts controlled by trojans and by bots apart, one of 2013 to 2021
the fixed sentences, one of 2022 the labels of an infographic and a paragraph on what was handled.
"""

from __future__ import annotations

from cncert_kg.series.cncert.weekly.phrases import (
    COUNT,
    HEAD,
    IS,
    spaced,
)
from cncert_kg.series.rules import Misprint, Rule

RATING = (("优", "excellent"), ("良", "good"), ("中", "fair"), ("差", "poor"), ("危", "critical"))
THREAT = (("高", "high"), ("中", "medium"), ("低", "low"))


def _rule(indicator: str, statistic: str, *phrases: str, **more: tuple[tuple[str, str], ...]) -> Rule:
    misprinted = tuple(Misprint(spaced(phrase), evidence) for phrase, evidence in more.get("misprints", ()))
    return Rule(indicator, statistic, tuple(map(spaced, phrases)), misprinted, more.get("codes", ()))


RATINGS = (
    _rule(
        "security-rating",
        "coded",
        '(?:态势|指数|状况|形势)(?:的?(?:整体|总体))(?:评价|评估)(?:结果|级别|等级)?(?:为|是)[“"‘「]?{code}',
        codes=RATING,
    ),
    _rule(
        "cnvd-threat-level",
        "coded",
        '漏洞(?:的?)(?:威胁)?(?:的?)(?:整体|总体)(?:威胁)?(?:评价|评估)(?:级别|等级|结果)?(?:为|是)[“"‘「]?{code}',
        codes=THREAT,
    ),
)

_INCIDENT = "(?:各类|各种|重要)?(?:网络|信息)?安全事件"
_PHISHING = "(?:网页|网站|页面)?(?:仿冒|钓鱼)(?:类)?(?:投诉)?(?:事件)?(?:投诉)?"
_STORE = "(?:手机|移动)?(?:互联网)?(?:应用)(?:程序)?(?:商店|市场)"
HANDLING = (
    _rule(
        "incident-handled",
        "level",
        f"处[理置]了?{_INCIDENT}共?计?{{n起}}",
        f"处[理置]了?{{n起}}{_INCIDENT}",
    ),
    _rule(
        "incident-handled-cross-border",
        "level",
        "跨境(?:网络|信息)?(?:安全)?事件{n起}",
        "其中[，,]?有?{n起}(?:为|是)?跨境(?:网络|信息)?(?:安全)?事件",
        misprints=(("跨境网络安全事(?!件){n起}", "without 件: 2024 no. 17"),),
    ),
    _rule(
        "incident-phishing-handled",
        "level",
        f"重点处[理置]了?{{n起}}{_PHISHING}",
        "处[理置]了?{n起}(?:网页|网站)?(?:仿冒|钓鱼)(?:投诉)?事件",
        f"重点处[理置]了?{_PHISHING}{{n起}}",
        misprints=(("重点处(?!理|置){n起}(?:网页)?仿冒投诉事件", "without 理: 2024 no. 17, 2025 no. 3"),),
    ),
    _rule(
        "mobile-platform-coordinated",
        "level",
        *(
            f"协调了?{{n{unit}}}(?:提供恶意移动应用程序下载服务的平台|{_STORE}|传播[^，。；\\n]{{0,16}}的?平台)"
            for unit in "个家"
        ),
    ),
    _rule(
        "mobile-malurl-handled",
        "level",
        *(f"恶意(?:程序|代码)?的?(?:URL)?链接(?:共)?(?:计)?(?:数量)?(?:为)?{{n{unit}}}" for unit in "个条"),
        *(f"处[理置]了?[^，。；\\n\\d]{{0,24}}{{n{unit}}}[^，。；\\n\\d]{{0,20}}恶意URL" for unit in "个条"),
        misprints=(("恶意URL链(?!接){n个}", "without 接, seen in one issue"),),
    ),
)

_OF_DOMAINS = r"域名(?:之)?中[，,]?约?有?"
_OF_ADDRESSES = r"IP(?:地址)?(?:之)?中[，,]?约?有?"
MALSITES = (
    _rule(
        "malsite-domain",
        "level",
        f"放马(?:网站|站点)[^。；\\n]{{0,12}}?涉及的?域名{HEAD}{IS}{{n个}}",
        "放马(?:网站|站点)[^。；\\n]{0,12}?涉及了?{n个}域名",
        f"放马(?:网站|站点)的?域名{HEAD}{IS}{{n个}}",
    ),
    _rule(
        "malsite-ip",
        "level",
        f"放马(?:网站|站点)[^。；\\n]{{0,12}}?涉及的?域名{HEAD}{IS}{COUNT}个(?:[，,、和及]|以及)?(?:共)?(?:涉及)?的?IP(?:地址)?{HEAD}{IS}{{n个}}",
        f"放马(?:网站|站点)[^。；\\n]{{0,12}}?涉及了?{COUNT}个域名(?:[，,、和及]|以及)?(?:共)?(?:涉及)?{{n个}}IP",
        f"放马(?:网站|站点)[^。；\\n]{{0,12}}?涉及的?IP(?:地址)?{HEAD}{IS}{{n个}}",
    ),
    _rule(
        "malsite-domain-overseas",
        "share",
        f"{_OF_DOMAINS}{{n%}}的?(?:域名)?(?:是|为|在|系)?(?:于)?境外注册",
        f"{_OF_DOMAINS}境外注册的?(?:域名)?约?占比?(?:为)?{{n%}}",
        "放马[^。\\n]{0,80}境外注册的?(?:域名)?约?占比?(?:为)?{n%}",
    ),
    _rule(
        "malsite-domain-com",
        "share",
        r"顶级域名?(?:为|是)?[“\"]?\s?[.．。]?\s?(?:com|COM)[”\"]?(?:域名)?的?(?:域名)?约?占比?(?:例)?(?:为)?{n%}",
    ),
    _rule(
        "malsite-ip-overseas",
        "share",
        f"{_OF_ADDRESSES}{{n%}}的?(?:IP)?(?:地址)?(?:是|为)?位于境外",
        f"{_OF_ADDRESSES}位于境外的?(?:IP)?(?:地址)?约?占比?(?:为)?{{n%}}",
    ),
    _rule(
        "malsite-ip-direct",
        "level",
        "通过IP(?:地址)?直接访问的?(?:放马站点)?(?:仅|共|约)?(?:涉及)?{n个}(?:IP)?",
    ),
)

_PHISHING_SITES = r"(?:仿冒|钓鱼)(?:网站)?的?(?:页面|网页)(?:[^。\n放马]{0,50}[；;，,])?(?:共)?涉及了?的?"
PHISHING_PARTS = (
    _rule("phishing-domain", "level", f"{_PHISHING_SITES}域名{HEAD}{IS}{{n个}}", f"{_PHISHING_SITES}{{n个}}域名"),
    _rule(
        "phishing-ip",
        "level",
        f"{_PHISHING_SITES}域名{HEAD}{IS}{COUNT}个(?:[，,、和及]|以及)?(?:共)?(?:涉及)?的?IP(?:地址)?{HEAD}{IS}{{n个}}",
        f"{_PHISHING_SITES}{COUNT}个域名(?:[，,、和及]|以及)?(?:共)?(?:涉及)?{{n个}}IP",
        f"{_PHISHING_SITES}IP(?:地址)?{HEAD}{IS}{{n个}}",
    ),
    _rule("phishing-page-per-ip", "level", "平均每个?IP(?:地址)?(?:上)?(?:承载|承担|对应|托管)了?{n个}"),
)

RULES = (*RATINGS, *HANDLING, *MALSITES, *PHISHING_PARTS)
