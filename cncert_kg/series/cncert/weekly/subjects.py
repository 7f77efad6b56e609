"""What CNCERT's weekly report counts, and the labels it goes by in each era: hosts, sites, vulnerabilities."""

from __future__ import annotations

from cncert_kg.series.cncert.weekly.clauses import Subject
from cncert_kg.series.cncert.weekly.phrases import COUNT, HEAD, IS
from cncert_kg.series.rules import Misprint

_GOV = r"(?:政府(?:类|部门|机构)?(?:的?网站)|[Gg][Oo][Vv](?:域名)?类(?:域名)?的?网站)"
_NOT_BACKDOOR = r"[^。；;植钓仿\d]"

# A number that stands before what it counts: 有5个网站被篡改.
_NEXT = f"(?={COUNT}个(?:境内)?的?"
_HOST = "(?:境内)?(?:主机|计算机|终端)(?:IP)?(?:地址)?"
_BOTH = "木马(?:程序)?(?:或者|或|和|及|与|、)被?(?:感染)?僵尸(?:程序|网络)所?"
TROJAN_BOT = (f"{_BOTH}控制的?{_HOST}", f"{_BOTH}受?(?:控|感染)的?{_HOST}", f"感染{_BOTH}的?{_HOST}")
TROJAN = (f"被木马(?:程序)?所?控制的?{_HOST}", f"木马(?:程序)?受控{_HOST}", f"感染木马(?:程序)?的?{_HOST}")
# With 境内 before it: the second half of 被木马或被僵尸程序控制的主机 counts both.
BOT = (f"境内的?(?:被|感染)?僵尸(?:程序|网络)(?:所?控制)?的?{_HOST}", f"境内的?僵尸(?:程序|网络)受控{_HOST}")
_NAMED = "(?:[（(]?[Cc][Oo][Nn][Ff][Ii][Cc][Kk][Ee][Rr][)）]?)"
CONFICKER = (
    f'感染[“"‘]?飞客[”"’]?{_NAMED}?[”"’]?(?:蠕虫)?(?:病毒)?(?:\\d{{1,2}})?的?{_HOST}',
    f"感染{_NAMED}(?:[（(]飞客[)）])?(?:蠕虫)?(?:病毒)?(?:\\d{{1,2}})?的?{_HOST}",
)
INFECTED = (f"感染(?:网络病毒|病毒|恶意代码)的?{_HOST}",)
INFECTED_MALWARE = (f"感染(?:计算机)?恶意程序的?{_HOST}",)
NEW_NAME = (
    r"按(?:网络)?病毒名称(?:\d{1,2}|[①-⑳])?统计[，,]?共?的?新增(?:网络病毒)?",
    r"新增的?网络病毒(?:名称|(?!\s?(?:家族|文件|名)))",
)
NEW_FAMILY = (
    r"按(?:网络)?病毒家族(?:\d{1,2}|[①-⑳])?统计[，,]?共?的?新增(?:网络病毒)?(?:家族)?",
    "新增的?(?:网络)?病毒家族",
)
PROPAGATION = ("计算机恶意程序传播次",)
DEFACED = (r"被篡改的?(?:境内)?网站", r"境内网站被篡改的?", f"有{_NEXT}网站被篡改)")
DEFACED_GOV = (
    rf"被篡改的?(?:境内)?的?{_GOV}",
    rf"{_GOV}(?:[（(][^（）()\d]{{1,16}}[)）])?被篡改的?",
    f"有{_NEXT}政府网站被篡改)",
    # 其中 may stand a line, a count and a change after the whole it is part of.
    rf"被篡改的?(?:境内)?网站[^。；;植钓仿]{{0,60}}[。；;]?其中[，,]?(?:包括|包含|含)?(?:境内)?(?:被篡改的?)?{_GOV}",
    rf"被篡改网站{_NOT_BACKDOOR}{{0,20}}类型{_NOT_BACKDOOR}{{0,20}}[，,。][^植钓仿\n]{{0,50}}其中[，,]?{_GOV}",
)
BACKDOOR = (
    r"被植入后门的?(?:境内)?网站",
    r"被植入网站后门的?(?:境内)?网站",
    r"境内网站被植入后门的?",
    f"有{_NEXT}网站被植入)",
)
_BACKDOOR_GOV = rf"被植入(?:网站)?后门的?(?:境内)?的?{_GOV}"
_AGAIN = rf"[^\n]{{0,80}}?植入后门的?(?:境内)?的?{_GOV}"
# Where the label stands twice, the first is the misprinted one of the defaced websites: see MISPRINTED_GOV.
BACKDOOR_GOV = (
    _BACKDOOR_GOV + rf"(?!{_AGAIN}{HEAD}{IS}\s?[约\d])",
    rf"{_GOV}被植入后门的?",
    f"有{_NEXT}政府网站被植入)",
    rf"被植入后门的?(?:境内)?网站[^。；;篡钓仿]{{0,60}}[。；;]?其中[，,]?(?:包括|包含|含)?(?:境内)?(?:被植入后门的?)?{_GOV}",
)
MISPRINTED_GOV = Misprint(
    _BACKDOOR_GOV + rf"(?={_AGAIN}{HEAD}{IS}\s?[约\d])",
    "the label of the backdoored ones printed twice, in an issue of 2014",
)
PHISHING = (
    r"针对[^，。；\n]{0,12}?(?:仿冒|钓鱼)(?:网站)?的?(?:页面|网页)(?:[Uu][Rr][Ll])?(?:链接)?",
    rf"(?:发现|监测到)了?{_NEXT}针对[^，。；\n]{{0,12}}?(?:仿冒|钓鱼)(?:页面|网页))",
)
_VULNERABILITY = "(?:信息系统|信息|网络|系统)?(?:安全)?漏洞"
VULNERABILITY = (
    f"新增(?:收录)?了?的?(?:各类)?{_VULNERABILITY}",
    f"收录了?的?(?:新增)?(?:各类)?{_VULNERABILITY}",
    f"收集(?:、|和|并|与)?整理了?的?(?:各类)?{_VULNERABILITY}",
    f"(?:发布|公布)了?新增{_VULNERABILITY}",
    f"(?:新增|收录)了?{_NEXT}(?:新增)?{_VULNERABILITY})",
)
# Severities count only beside the whole they split, or as 新增: a product's advisory has high ones of its own.
_SPLIT = rf"(?:新增|收录|整理|发布)[^。\n]{{0,12}}漏洞{HEAD}{IS}(?:{COUNT}个?)?[^。\n]{{0,70}}?"
_ROW = r"新(?:增|收录)的?(?:信息安全|网络安全)?漏洞[^。；;]{0,40}?[；;]?其中[，,]?"


def _severity(word: str) -> tuple[str, ...]:
    return (
        f"新增的?{word}危(?:安全)?漏洞",
        f"{_SPLIT}{word}危(?:安全)?(?:漏洞)?",
        f"{_ROW}{word}危(?:安全)?漏洞",
    )


SUBJECTS = (
    Subject("malware-propagation", PROPAGATION),
    Subject("host-infected", INFECTED),
    Subject("host-infected-malware", INFECTED_MALWARE),
    Subject("host-infected-trojan-bot", TROJAN_BOT),
    Subject("host-infected-trojan", TROJAN),
    Subject("host-infected-bot", BOT),
    Subject("host-infected-conficker", CONFICKER),
    Subject("malware-new-name", NEW_NAME),
    Subject("malware-new-family", NEW_FAMILY, changes_by_number=True),
    Subject("website-defaced", DEFACED),
    Subject("website-defaced-gov", DEFACED_GOV, (MISPRINTED_GOV,), has_share=True),
    Subject("website-backdoored", BACKDOOR),
    Subject("website-backdoored-gov", BACKDOOR_GOV, has_share=True),
    Subject("phishing-page", PHISHING),
    Subject("vuln-new", VULNERABILITY),
    Subject("vuln-new-high", _severity("高")),
    Subject("vuln-new-medium", _severity("中")),
    Subject("vuln-new-low", _severity("低")),
)

LABELS = {
    "host-infected": ("感染网络病毒的主机",),
    "malsite-domain": ("放马站点",),
    "malsite-ip": ("放马站点",),
    "website-defaced": ("被篡改网站", "被篡改的网站"),
    "website-defaced-gov": ("被篡改政府网站", "被篡改的政府网站"),
    "website-backdoored": ("被植入后门的网站", "被植入后门网站"),
    "website-backdoored-gov": ("被植入后门的政府网站", "被植入后门政府网站"),
    "phishing-page": ("仿冒页面数量", "仿冒网页数量"),
    "vuln-new": ("新增信息安全漏洞", "新收录网络安全漏洞"),
    "incident-handled": ("处理网络安全事件", "处理了网络安全事件"),
    "incident-handled-cross-border": ("跨境网络安全事",),
    "incident-phishing-handled": ("仿冒投诉事件",),
    "mobile-platform-coordinated": ("应用商店及",),
    "mobile-malurl-handled": ("恶意URL链",),
}
"""Words, white space taken out, that show that an issue names a figure: where it was not read, that is a gap."""
