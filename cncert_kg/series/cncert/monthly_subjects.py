"""What the monthly report counts, and the phrases that state it."""

from __future__ import annotations

from functools import partial

from cncert_kg.series.cncert.clause_lists import BEHAVIOURS, PLACE_NAMES, Listing, number_list
from cncert_kg.series.cncert.clauses import IS, LAST_MONTH, counted, spaced, written
from cncert_kg.series.rules import Rule

_count = partial(counted, against=LAST_MONTH)

_BOTH = "木马(?:程序)?(?:或|和|与|及|、)(?:被)?僵尸(?:网络|程序)?"
_APART = r"(?<!境内)(?<!境外)(?<![或和与及、被])"
_SERVER = "(?:的)?控制(?:服务器|端)(?:的)?(?:IP(?:地址)?)?"
_GOV = r"(?:政府|\s?\.?\s?(?:gov|GOV)(?:\.cn)?\s?(?:域名)?)类?网站"
_BACKDOORED = "(?:被|遭)(?:暗中)?植入(?:了)?后门(?:程序)?(?:的)?"
_NEAR = r"(?:(?!后门|仿冒|篡改)[^。；\n]){0,60}?[，,。；.;]?\s?其中[，,]?(?:有)?"
_OF_DEFACED = r"(?=[^。；\n]{0,40}?[，,（(]\s?约?占(?:我国)?境内(?:被|遭)篡改(?:的)?网站)"
_OF_BACKDOORED = r"(?=[^。；\n]{0,40}?[，,（(]\s?约?占(?:我国)?境内(?:被|遭)植入后门(?:的)?网站)"
_HOST = "(?:IP地址)?(?:对应)?(?:的)?(?:主机)?(?:IP(?:地址)?)?"
_CONFICKER = r"[“\"]?飞客[”\"]?(?:\s?[（(][^（()）\n]{1,20}[)）])?\s?(?:蠕虫)?(?:病毒)?"
_PHISHING = "仿冒(?:页面|网页|网站)"
_INVOLVED = r"仿冒(?:页面|网页|网站)[^。；\n]{0,40}?涉及(?:到)?"
_HOSTED = r"放马(?:站点|网站)[^。；\n]{0,60}?涉及(?:到|有)?"
_COLLECTED = (
    r"(?:收[集录](?:、|和|并)?(?:整理|发布)?(?:了)?(?:新增)?(?:信息系统|信息|网络|软硬件|通用)?|新增信息(?:系统)?)"
    r"(?:安全)?漏洞"
)
_REGISTERED = "(?:于|在|为)?境外注册的?(?:放马站点)?域名"
_OF_THEM = r"(?:安全)?漏洞(?:数量|总数)?(?:共计|共|为|有)?@[^。；\n]{0,60}?[，,。；.;]\s?其中[，,]?\s?(?:包括|有)?"
_RECEIVED = "(?:接收(?:到|了)?|[收接]到(?:了)?|受理(?:了)?)"
_AND = "[，,、和及与](?:涉及)?(?:到)?"


def _apart(code: str, word: str) -> tuple[Rule, ...]:
    """The counts of Trojans alone or botnets alone, as the issues of 2011 have them."""
    name = f"{word}(?:程序|网络)?"
    return (
        *_count(f"monthly-ip-{code}", "个", forms=(rf"境内#{_HOST}被{name}控制",),
                heads=(rf"境内被{name}控制的主机(?:IP(?:地址)?)?", rf"境内{name}受控主机(?:IP(?:地址)?)?")),
        *_count(f"monthly-c2-ip-{code}", "个", heads=(rf"{_APART}{name}{_SERVER}",)),
        *_count(f"monthly-c2-ip-{code}-domestic", "个", heads=(rf"境内{name}{_SERVER}",)),
        *_count(f"monthly-c2-ip-{code}-overseas", "个", heads=(rf"境外{name}{_SERVER}",)),
    )  # fmt: skip


RATING = (("优", "excellent"), ("良", "good"), ("中", "fair"), ("差", "poor"), ("危", "critical"))

RULES = spaced((
    Rule("security-rating", "coded", ("网络安全(?:状况|态势|指数)?(?:整体|总体)?评价为{code}",), codes=RATING),
    *_count("monthly-terminal-infected", "个|台", heads=(
        "境内感染(?:了)?(?:网络病毒的?(?:终端|主机|计算机)|(?:计算机)?恶意(?:程序|代码)的?终端)",)),
    *_count("monthly-ip-trojan-bot", "个|台", forms=(rf"境内#{_HOST}被{_BOTH}控制",),
            heads=(rf"境内(?:被?{_BOTH}(?:受控|控制)(?:的)?|感染{_BOTH}的)主机(?:IP(?:地址)?)?",)),
    *_apart("trojan", "木马"),
    *_apart("bot", "僵尸"),
    *_count("monthly-ip-conficker", "个|台", forms=(rf"境内#{_HOST}感染(?:了)?{_CONFICKER}",),
            heads=(rf"境内感染{_CONFICKER}的主机(?:IP(?:地址)?)?",)),
    *_count("monthly-ip-conficker-world", "个|台",
            forms=(rf"全球(?:互联网)?(?:月均)?(?:共?有)?#{_HOST}感染(?:了)?{_CONFICKER}",)),
    *_count("monthly-c2-ip", "个", heads=(rf"(?<!境[内外])(?<!境[内外]的){_BOTH}{_SERVER}",)),
    *_count("monthly-c2-ip-domestic", "个", heads=(rf"境内(?:的)?(?:{_BOTH})?{_SERVER}",)),
    *_count("monthly-c2-ip-overseas", "个", heads=(rf"境外(?:的)?(?:{_BOTH})?{_SERVER}",)),
    *_count("monthly-website-defaced", "个|家", heads=("境内(?:被|遭)(?:到)?篡改(?:的)?网站",)),
    *_count("monthly-website-defaced-gov", "个|家", is_share_stated=True,
            forms=(f"{_GOV}{IS}#{_OF_DEFACED}",),
            heads=(rf"(?:被|遭)(?:到)?篡改的?{_GOV}", rf"(?:被|遭)(?:到)?篡改的?网站{_NEAR}{_GOV}")),
    *_count("monthly-website-backdoored", "个|家", heads=(rf"境内{_BACKDOORED}网站",)),
    *_count("monthly-website-backdoored-gov", "个|家", is_share_stated=True,
            forms=(f"{_GOV}{IS}#{_OF_BACKDOORED}",),
            heads=(rf"{_BACKDOORED}{_GOV}", rf"{_BACKDOORED}网站{_NEAR}{_GOV}")),
    *_count("monthly-backdoor-ip-overseas", "个", forms=(r"境外(?:共?有)?#IP(?:地址)?通过植入后门",)),
    *_count("monthly-website-backdoored-remote", "个|家",
            forms=(r"境外(?:共?有)?@IP(?:地址)?通过植入后门(?:的方式)?对(?:我国)?境内#网站",)),
    *_count("monthly-phishing-page", "个", heads=(rf"针对(?:我国)?境内网站的?(?:网页)?{_PHISHING}",)),
    *_count("monthly-phishing-domain", "个", forms=(f"{_INVOLVED}域名#", f"{_INVOLVED}#域名")),
    *_count("monthly-phishing-ip", "个", forms=(
        f"{_INVOLVED}域名@{_AND}IP(?:地址)?#", f"{_INVOLVED}@域名{_AND}#IP",
        f"{_INVOLVED}IP(?:地址)?#", f"{_INVOLVED}#IP")),
    Rule("monthly-phishing-ip-overseas", "share", (
        rf"{_PHISHING}。\s?在?这?[^。；\n]{{0,24}}?{{n%}}[^。；，,\n]{{0,8}}(?:位于|来自)境外",)),
    Rule("monthly-phishing-page-per-ip", "level", (rf"每个IP(?:地址)?承载(?:了)?{{n个?}}{_PHISHING}",)),
    *_count("monthly-malware-new-name", "个|种", heads=("按(?:网络)?病毒名称[①-⑳]?统计[，,]?(?:共)?新增",)),
    *_count("monthly-malware-new-family", "个|种", heads=("按(?:网络)?病毒家族[①-⑳]?统计[，,]?(?:共)?新增",)),
    *_count("monthly-malsite-domain", "个", forms=(f"{_HOSTED}域名#", f"{_HOSTED}#域名")),
    *_count("monthly-malsite-ip", "个", forms=(
        f"{_HOSTED}域名@{_AND}IP(?:地址)?#", f"{_HOSTED}@域名{_AND}#IP", f"{_HOSTED}IP(?:地址)?#",
        rf"{_HOSTED}域名@[，,][^。；\n]{{0,30}}[，,]\s?涉及IP(?:地址)?#")),
    Rule("monthly-malsite-domain-overseas", "level", (rf"{_REGISTERED}{IS}{{n个}}",)),
    Rule("monthly-malsite-domain-overseas", "share", (
        r"域名中[，,]?(?:有)?{n%}(?:为|是|在|于)境外注册", rf"{_REGISTERED}约?占(?:比)?{{n%}}",
        written(rf"{_REGISTERED}{IS}@[（(，,]\s?约?占(?:比)?{{n%}}", "个"))),
    Rule("monthly-malsite-domain-com", "share", (
        r"顶级域名?(?:为|是)?\s?\.?\s?(?:com|COM)\s?的?(?:域名)?约?占(?:比)?(?:为)?{n%}",)),
    Rule("monthly-malsite-ip-overseas", "share", (
        r"顶级域[^；;。\n]{0,30}[；;。]\s?在?[^，,。；\n]{0,20}IP(?:地址)?中[，,]?(?:有)?{n%}(?:的IP(?:地址)?)?位于境外",
        rf"{_HOSTED}[^。；\n]{{0,90}}境外的?IP(?:地址)?约?占(?:比)?{{n%}}")),
    *_count("monthly-malsite-ip-direct", "个", forms=("通过IP(?:地址)?直接访问的(?:共|仅)?(?:涉及|有)(?:有)?#",)),
    *_count("monthly-vuln-collected", "个", heads=(_COLLECTED,), forms=(
        r"收[集录](?:、|和|并)?(?:整理)?(?:了)?#(?:信息系统|信息|网络|软硬件)?(?:安全)?漏洞",)),
    *_count("monthly-vuln-high", "个", heads=(rf"{_OF_THEM}高危(?:漏洞)?",), forms=(rf"{_OF_THEM}#高危漏洞",)),
    *_count("monthly-vuln-remote", "个", heads=(
        r"(?:可(?:以)?|能够?)(?:被)?(?:利用|用)(?:来|于)?(?:实施|进行|发起)?远程(?:网络)?攻击的?(?:漏洞)?",)),
    *_count("monthly-mobile-sample", "个|款", heads=(
        r"(?:捕获|监测到|监测发现|发现|获得)(?:了)?(?:新增)?(?:的)?移动(?:互联网)?恶意(?:程序|代码)(?:样本)?",)),
    *_count("monthly-mobile-takedown", "个|款|次",
            heads=(r"下架(?:了)?(?:的)?(?:移动(?:互联网)?)?恶意(?:程序|APP|应用(?:程序)?)",),
            forms=(r"下架(?:了)?#(?:移动(?:互联网)?)?恶意(?:程序|APP|应用)",)),
    *_count("monthly-mobile-platform", "家|个", forms=(
        r"协调(?:了)?#(?:已备案的?|提供[^，。；\n]{0,16}的)?(?:手机)?(?:应用商店|应用程序商店|平台|渠道|网站)[^。；\n]{0,24}下架",
        r"向#(?:已备案的?)?(?:手机)?(?:应用商店|应用程序商店|平台|渠道)[^。；\n]{0,24}通报[^。；\n]{0,12}下架")),
    *_count("monthly-incident-received", "件|起|次", heads=(
        rf"{_RECEIVED}[^。；\n0-9]{{0,60}}?(?:网络)?安全事件(?:报告|举报|投诉)?",), forms=(
        rf"{_RECEIVED}#(?:各类)?(?:网络)?安全事件(?:报告|举报|投诉)",)),
    *_count("monthly-incident-received-abroad", "件|起|次", heads=(
        r"来自[国境]外的?(?:网络安全)?(?:事件)?(?:报告|举报|投诉)",)),
    *_count("monthly-incident-handled", "件|起|次", heads=(
        r"(?:处理|处置)(?:了)?(?:各类)?(?:网络)?安全(?:威胁)?事件",), forms=(
        r"(?:处理|处置)(?:了)?#(?:各类)?(?:网络)?安全(?:威胁)?事件",)),
))  # fmt: skip

BEHAVIOUR_RULES = tuple(
    (code, _count("monthly-mobile-sample-by-type", "个|款", heads=(
        rf"{word}类?(?:的)?(?:移动(?:互联网)?)?(?:恶意(?:程序|代码|软件))?(?:样本)?",)))
    for word, code in BEHAVIOURS.items()
)  # fmt: skip

LISTINGS = (
    Listing("monthly-host-controlled-by-country", "level", "controller-country", (
        rf"位于{PLACE_NAMES}的(?:IP地址|控制服务器|控制端)[^。；\n位]{{0,12}}控制了?(?:我国)?境内{number_list('个|台')}主机",
    )),
    Listing("monthly-website-backdoored-by-country", "level", "controller-country", (
        rf"来自{PLACE_NAMES}的IP(?:地址)?[，,]?(?:共|分别)?(?:通过[^，。；\n]{{0,16}})?[向对](?:我国)?境内"
        rf"{number_list('个|家')}网站",
    )),
)  # fmt: skip
