"""What the summaries of a year and of half a year count, and the phrases that state it."""

from __future__ import annotations

from functools import partial

from cncert_kg import text as reading
from cncert_kg.series.cncert.clause_lists import BEHAVIOURS, PLACE_NAMES, Listing, number_list
from cncert_kg.series.cncert.clauses import IS, LAST_YEAR, counted, spaced, together, written
from cncert_kg.series.rules import Rule

_count = partial(counted, against=LAST_YEAR)
_part = partial(counted, against=LAST_YEAR, is_share_stated=True)

_MALWARE = "(?:计算机)?恶意(?:程序|代码)"
_MOBILE = "移动(?:互联网)?恶意(?:程序|代码|应用(?:程序)?|APP)(?:样本)?"
_BOTH = "木马(?:程序)?(?:或|和|与|及|、)?(?:被)?僵尸(?:网络|程序)?"
_ANY = f"(?:{_BOTH}|{_MALWARE})?"
_SERVER = "(?:的)?控制(?:服务器|端)"
_HOSTS = "(?:主机)?(?:IP(?:地址)?)?(?:对应)?(?:的)?(?:主机)?"
_HOME = "(?:我国|中国)?境内"
_DEVICE = "(?:联网智能设备|物联网(?:终端|智能)?(?:设备)?|智能设备)"
_BEHAVIOUR = f"(?:{'|'.join(BEHAVIOURS)})类?"
_ONE = r"(?<![0-9])1\s?Gb?(?:ps)?\s?(?:以上)?的?"
_TEN = r"(?<![0-9])10\s?Gbps\s?(?:以上)?的?"
_OF_ALL = r"(?:的)?(?:次数|数量)?占(?:比)?[^。；\n，,0-9约]{0,40}?{n%}"
_NOTE = r"(?:[（(][^（()）\n]{0,40}[)）])?"
_PHISHING = "(?:仿冒|钓鱼)(?:页面|网页|网站|站点)"
_BACKDOORED = "(?:被|遭)(?:暗中)?植入(?:了)?(?:网站)?后门(?:程序)?(?:的)?"
_DEFACED = "(?:被|遭)(?:到)?(?:黑客)?篡改(?:的)?"
_THEY = r"(?:。\s?(?:这些|上述)?(?:仿冒)?(?:页面)?)?"
_GOV = r"(?:政府|\s?\.?\s?(?:gov|GOV)(?:\.cn)?\s?(?:域名)?)类?网站"
_NEAR = r"(?:(?!后门|仿冒|篡改)[^。；\n]){0,60}?[，,。；.;]?\s?(?:但)?其中[，,]?(?:有)?"
_INTO = rf"(?:通过植入后门)?[对向]{_HOME}"
_ABROAD = "境外的?(?:约有|共有|有)?"
_SOME = "(?:约有|共有|有)?"
_HERE = "(?:境内|中国大陆)"
_BEGINS = r"(?:[，。；现年]|\n(?!\s))"
_CONTROL = (
    rf"(?:{_ABROAD}@[^，。；\n0-9]{{0,24}}{_SERVER}|{_BEGINS}{_SOME}@境外的?IP(?:地址)?作为{_ANY}{_SERVER})(?:的?IP(?:地址)?)?"
    rf"[，,]?(?:共)?(?:参与)?控制了?{_HOME}"
)
_ATTACK = r"[^，。；\n0-9]{0,20}攻击(?:[（(]DDoS(?:攻击)?[)）])?(?:攻击)?(?:事件)?(?:的)?"
_PER_DAY = "(?:数量|次数)?(?:日均|平均每[日天])"
_DAILY = r"(?:日均|平均每[日天]|每[日天](?:平均)?)[^，。；\n0-9]{0,24}"
_CLOUD = r"云平台[^。\n]{0,120}?"
_ZERO_DAY = r"(?:[“\"]?(?:零日|0\s?-?day|0日)[”\"]?漏洞(?:收录)?|可诱发[“\"]?零日[”\"]?攻击的漏洞)"
_RECEIVED = "(?:接收(?:到|了)?|[收接]到(?:了)?)"
_RECORDED = (
    r"收[集录](?:、|和|并)?(?:整理)?(?:、|和|并)?(?:公开)?(?:发布)?(?:了)?(?:新增)?(?:各类)?"
    r"(?:的)?(?:通用型?)?(?:软硬件)?(?:信息|网络|信息系统)?(?:安全)?漏洞"
)


def _bare(indicator: str, done: str) -> tuple[Rule, ...]:
    """The change of a part after that of the whole, which says against what: `较上年增长8%，其中政府网站3个，降2%`."""
    whole = rf"{done}网站{IS}@[，,]\s?{LAST_YEAR.since}[^，,。；\n]{{2,16}}[%％倍]"
    form = rf"{whole}[，,]\s?其中[，,]?(?:有)?(?:{done})?{_GOV}{IS}@[，,]\s?"
    return (Rule(indicator, "yoy", (written(form, "个|家") + "{±n%}",)),)


RULES = spaced((
    *_count("annual-malware-sample", "个|款", heads=(rf"捕获(?:到|了)?(?:各类)?(?:新增)?(?:的)?{_MALWARE}(?:样本)?",),
            forms=(rf"捕获(?:到|了)?#(?:各类)?{_MALWARE}样本",)),
    *_count("annual-malware-propagation-daily", "次", heads=("传播次数日均", "日均传播(?:次数)?")),
    *_count("annual-malware-family", "个", heads=(rf"涉及(?:{_MALWARE})?(?:样本)?家族",),
            forms=(rf"涉及#(?:{_MALWARE})?家族",)),
    *_part("annual-ip-attacked", "个", heads=(rf"境内(?:遭)?受(?:到)?{_MALWARE}攻击的IP(?:地址)?",)),
    *_count("annual-host-infected-trojan-bot", "个|台",
            heads=(rf"境内(?:感染|被)(?:了)?{_BOTH}(?:受控|控制|感染)?(?:的)?主机(?:IP(?:地址)?)?",),
            forms=(rf"境内{_SOME}#{_HOSTS}(?:感染|被)(?:了)?{_BOTH}",
                   rf"(?:共有|{_BEGINS})@{_BOTH}{_SERVER}[，,]?(?:共)?控制了?{_HOME}#主机")),
    Rule("annual-host-infected-trojan-bot", "yoy", (written(
        rf"{_BEGINS}@{_BOTH}{_SERVER}[，,]?(?:共)?控制了?{_HOME}@主机[^。；\n]{{0,60}}?[，,](?:{_HOME})?(?:感染|受控)主机"
        rf"(?:数量)?{LAST_YEAR.since}{{±n%}}", "个|台"),)),
    *_count("annual-host-infected", "台|个", heads=(rf"境内感染(?:了)?{_MALWARE}的?主机",),
            forms=(rf"境内{_SOME}#主机感染(?:了)?{_MALWARE}",)),
    *_count("annual-c2-server", "个|台", heads=(rf"(?<![^。，；\n]){_ANY}控制(?:服务器|端)",),
            forms=(rf"(?:共有|{_BEGINS})#{_BOTH}{_SERVER}",)),
    *_count("annual-c2-server-domestic", "个|台", heads=(rf"境内(?:的)?{_ANY}{_SERVER}",),
            forms=(rf"境内的?{_SOME}#{_ANY}{_SERVER}",)),
    *_count("annual-c2-server-overseas", "个|台", heads=(rf"境外的?{_ANY}{_SERVER}",),
            forms=(rf"{_ABROAD}#{_ANY}{_SERVER}", rf"{_ABROAD}#IP(?:地址)?作为{_ANY}{_SERVER}",
                   rf"{_BEGINS}{_SOME}#境外的?IP(?:地址)?作为{_ANY}{_SERVER}")),
    *_count("annual-host-controlled-from-abroad", "台|个", forms=(f"{_CONTROL}#主机",)),
    Rule("annual-host-controlled-from-abroad", "level", tuple(written(
        rf"{_ABROAD}@IP(?:地址)?作为{_ANY}{_SERVER}[^。；\n]{{0,80}}?控制的{_HERE}主机(?:数量)?却?[由从][^，。；\n0-9]{{0,4}}"
        rf"20[0-9]{{2}}\s?年的@(?:增加|增长|上升|减少|下降)[到至为]{{n{unit}?}}", "个|台|") for unit in ("台", "个"))),
    *together("annual-c2-server-overseas", "annual-host-controlled-from-abroad", "台|个", LAST_YEAR,
              f"{_CONTROL}@主机"),
    *_count("annual-ransomware-sample", "个|款", heads=("捕获(?:到|了)?(?:的)?勒索(?:病毒软件|软件|病毒)(?:样本)?",)),
    *_count("annual-mobile-sample", "个|款", forms=(rf"新增(?:了)?#{_MOBILE}",), heads=(
        rf"(?:捕获|获得|获取|发现|监测到|通报的|新增)(?:到|了)?(?:新增)?(?:的)?{_MOBILE}",)),
    *_count("annual-mobile-takedown", "个|款", heads=(rf"下架(?:了)?(?:的)?(?:{_MOBILE}|恶意(?:程序|APP|应用))",),
            forms=(rf"下架(?:了)?#(?:{_MOBILE}|恶意(?:程序|APP|应用))",)),
    *_count("annual-iot-malware-sample", "个|款", heads=(rf"捕获(?:到|了)?(?:的)?{_DEVICE}恶意(?:程序|代码)?样本",)),
    *_count("annual-iot-device-controlled", "台|个",
            heads=(rf"境内(?:被控制?|受控制?|感染恶意程序|疑似受?感染)(?:的)?{_DEVICE}(?:IP(?:地址)?)?",),
            forms=(rf"控制(?:了)?{_HOME}#{_DEVICE}",)),
    *_count("annual-ddos-1gbps-daily", "起|次|个", heads=(rf"{_ONE}{_ATTACK}{_PER_DAY}", rf"{_DAILY}{_ONE}{_ATTACK}")),
    *_count("annual-ddos-1gbps", "起|次|个", heads=(rf"{_ONE}{_ATTACK}",)),
    *_count("annual-ddos-10gbps-daily", "起|次|个", heads=(rf"{_TEN}{_ATTACK}{_PER_DAY}", rf"{_DAILY}{_TEN}{_ATTACK}")),
    *_count("annual-ddos-10gbps-monthly", "起|次|个", heads=(rf"{_TEN}{_ATTACK}(?:数量|次数)?(?:月均|平均每月)",)),
    *_count("annual-ddos-10gbps", "起|次|个", heads=(rf"{_TEN}{_ATTACK}",)),
    *_count("annual-ddos-c2", "个|台",
            heads=("(?:DDoS攻击|活跃)(?:的)?(?:活跃)?(?:的?C&C)?控制(?:端|服务器)(?:资源)?",)),
    *_count("annual-ddos-bot", "台|个",
            heads=("(?:DDoS攻击|活跃)(?:的)?(?:活跃)?(?:受控端|被控端|受控主机|肉鸡)(?:资源)?",)),
    Rule("annual-ddos-cloud", "share", (rf"{_CLOUD}DDoS攻击(?:的?事件)?{_OF_ALL}",)),
    *_count("annual-phishing-page", "个", forms=(rf"(?:监测|发现|到)#针对{_HOME}网站的?{_PHISHING}",), heads=(
        rf"针对{_HOME}网站的?(?:网页)?{_PHISHING}{_NOTE}", rf"仿冒{_HOME}网站的?(?:钓鱼)?(?:页面|网页|网站)")),
    *together("annual-phishing-page", "annual-phishing-ip", "个", LAST_YEAR,
              rf"{_HOME}网站的?{_PHISHING}{IS}@[，,]\s?涉及(?:到)?IP(?:地址)?@"),
    *_count("annual-phishing-ip", "个", 
            heads=(rf"承载[^，。；\n0-9]{{0,16}}{_PHISHING}的IP(?:地址)?",), forms=(
        rf"{_PHISHING}[^。；\n]{{0,50}}?{_THEY}涉及(?:到)?(?:境内外)?IP(?:地址)?#",
        rf"{_PHISHING}[^。；\n]{{0,50}}?{_THEY}涉及(?:到)?(?:境内外)?#(?:境内外)?IP",
        rf"[由，,]#IP(?:地址)?承载[^，。；\n0-9]{{0,16}}{_PHISHING}")),
    Rule("annual-phishing-ip-overseas", "share", (
        rf"{_PHISHING}[^。；\n]{{0,80}}?[，,。]\s?(?:其中)?[，,]?(?:有)?{{n%}}[^，。；\n%％]{{0,10}}(?:位于|来自)境外",
        *(written(rf"{_PHISHING}[^。；\n]{{0,50}}?。\s?(?:这些|上述)?(?:页面)?涉及(?:到)?(?:境内外)?{form}"
                  r"[^。；\n]{0,40}?[，,]\s?其中[，,]?(?:有)?{n%}(?:位于|来自)境外", "个")
          for form in ("IP(?:地址)?@", "@(?:境内外)?IP")))),
    *_count("annual-phishing-handled", "个",
            heads=(rf"(?:处置|处理|关闭|关停)(?:了)?[^，。；\n0-9]{{0,10}}{_PHISHING}",),
            forms=(rf"(?:处置|处理|关闭|关停)(?:了)?#[^，。；\n0-9]{{0,10}}{_PHISHING}",
                   rf"针对[^，。；\n0-9]{{0,30}}#{_PHISHING}进行(?:了)?(?:协调)?(?:处置|处理)")),
    *_count("annual-backdoor-ip", "个", forms=(rf"(?:境内外|{_BEGINS}){_SOME}#IP(?:地址)?{_INTO}",)),
    *_count("annual-backdoor-ip-overseas", "个", forms=(
        rf"境外{_SOME}#{_NOTE}IP(?:地址)?{_NOTE}{_INTO}", rf"[有，,]#{_NOTE}境外IP(?:地址)?{_NOTE}{_INTO}",
        rf"实施远程控制的境外IP(?:地址)?{_SOME}#")),
    Rule("annual-backdoor-ip-overseas", "share", tuple(written(p, "个") for p in (
        r"境外(?:约有|共有|有)?@[（(]约?占[^（()）0-9]{0,20}?{n%}[）)]IP",
        r"[有，,]@[（(]约?占[^（()）0-9]{0,20}?{n%}[）)]境外IP",
        r"境外IP(?:地址)?[（(]约?占[^（()）0-9]{0,20}?{n%}[）)]"))),
    *_count("annual-website-backdoored", "个|家", heads=(rf"{_BACKDOORED}网站",), forms=(
        rf"境内{_SOME}#网站{_BACKDOORED}",
        rf"(?:境内外|{_BEGINS}){_SOME}@IP(?:地址)?{_INTO}#网站(?:植入(?:了)?后门)?")),
    *_part("annual-website-backdoored-gov", "个|家",
           heads=(rf"{_BACKDOORED}{_GOV}", rf"{_BACKDOORED}网站{_NEAR}{_GOV}", rf"网站{_BACKDOORED}{_NEAR}{_GOV}")),
    *together("annual-website-backdoored", "annual-website-backdoored-gov", "个|家", LAST_YEAR,
              rf"(?:{_BACKDOORED}网站{IS}@|境内{_SOME}@网站{_BACKDOORED}){_NEAR}{_GOV}{IS}@"),
    *_count("annual-website-backdoored-remote", "个|家", forms=(
        rf"境外{_SOME}@{_NOTE}IP(?:地址)?{_NOTE}{_INTO}#网站",
        rf"境外{_SOME}\s{{0,2}}{reading.QUANTITY}\s{{0,2}}台主机{_INTO}#网站", rf"境外IP(?:地址)?{_NOTE}{_INTO}#网站",
        rf"植入后门对{_HOME}#网站(?:实施|进行)远程控制的境外IP")),
    Rule("annual-website-backdoored", "yoy", (
        rf"{_BACKDOORED}网站数量[^。；\n0-9]{{0,30}}[，,]\s?20[0-9]{{2}}\s?年的数量{LAST_YEAR.since}{{±n%}}",)),
    *_bare("annual-website-backdoored-gov", _BACKDOORED),
    *_bare("annual-website-defaced-gov", _DEFACED),
    Rule("annual-website-backdoored-cloud", "share", (rf"{_CLOUD}{_BACKDOORED}(?:网站|链接){{0,2}}{_OF_ALL}",)),
    *_count("annual-website-defaced", "个|家", heads=(rf"{_DEFACED}网站",), forms=(rf"{_HERE}{_SOME}#网站{_DEFACED}",)),
    *_part("annual-website-defaced-gov", "个|家",
           heads=(rf"{_DEFACED}{_GOV}", rf"{_DEFACED}网站{_NEAR}{_GOV}(?:被篡改)?",
                  rf"网站{_DEFACED}{_NEAR}(?:被篡改的)?{_GOV}")),
    *together("annual-website-defaced", "annual-website-defaced-gov", "个|家", LAST_YEAR,
              rf"(?:{_DEFACED}网站{IS}@|境内{_SOME}@网站{_DEFACED}){_NEAR}{_GOV}{IS}@"),
    Rule("annual-website-defaced-cloud", "share", (rf"{_CLOUD}{_DEFACED}(?:网站|网页){_OF_ALL}",)),
    *together("annual-vuln-recorded", "annual-vuln-high", "个|条", LAST_YEAR,
              rf"{_RECORDED}{IS}@[，,；;]\s?其中[，,]?\s?高危漏洞{IS}@"),
    *_count("annual-vuln-recorded", "个|条", heads=(_RECORDED,), forms=(r"收录(?:了)?#[^，。；\n0-9]{0,8}漏洞",)),
    *_count("annual-vuln-ics", "个|条", heads=("(?:工业控制|工控)(?:系统|行业)?(?:产品)?(?:安全)?漏洞",)),
    *_count("annual-vuln-iot", "个|条", heads=(rf"{_DEVICE}(?:通用型?)?(?:安全)?漏洞",)),
    *_count("annual-vuln-mobile", "个|条", heads=("移动互联网(?:行业)?(?:安全)?漏洞",)),
    *_count("annual-vuln-telecom", "个|条", heads=("电信(?:行业)?(?:安全)?漏洞",)),
    *_count("annual-vuln-egovernment", "个|条", heads=("电子政务(?:行业)?(?:安全)?漏洞",)),
    *_count("annual-vuln-event", "个|条|起", heads=("(?:接收|收录|收到)(?:到|了)?(?:的)?事件型(?:安全)?漏洞",),
            forms=("(?:接收|收录|收到)(?:到|了)?#事件型(?:安全)?漏洞",)),
    *_count("annual-vuln-event-handled", "起|个", heads=(
        r"(?:验证|处置|通报)(?:了)?[^。；，\n0-9]{0,40}漏洞(?:风险|威胁)?事件",)),
    *_count("annual-incident-received", "起|件|次|个", heads=(
        rf"{_RECEIVED}[^。；\n0-9]{{0,40}}?(?:网络)?安全事件(?:报告|举报|投诉)?",),
            forms=(r"(?:接收|收到|接到)(?:到|了)?#[^，。；\n0-9]{0,6}(?:网络)?安全事件(?:报告|举报|投诉)?",)),
    *_count("annual-incident-handled", "起|件|次|个",
            heads=("(?:处理|处置)(?:了)?(?:各类)?(?:网络)?安全(?:威胁)?事件",),
            forms=("(?:处理|处置)(?:了)?#(?:各类)?(?:网络)?安全(?:威胁)?事件",
                   rf"{_RECEIVED}[^。；\n0-9]{{0,40}}?安全事件(?:报告|举报)?@[^。；\n]{{0,40}}?[，,]\s?(?:共|协调|成功|并)?处[置理](?:了)?#(?=[，,。；])")),
    *_count("annual-ics-exposed", "台|个|套", heads=(
        r"暴露(?:(?:在|于)(?:互联网|公网)(?:上)?)?的?(?:联网)?(?:工业(?:控制)?|工控)(?:系统)?"
        r"(?:设备和系统|系统和设备|设备|系统)?",)),
))  # fmt: skip

ENTRY_RULES = spaced((
    *_part("annual-vuln-high", "个|条", heads=("高危漏洞(?:收录)?",)),
    *_part("annual-vuln-zero-day", "个|条", heads=(_ZERO_DAY,), forms=(
        rf"{_ZERO_DAY}(?:的)?(?:数量)?占比[^，,。；\n]{{2,10}}[，,]\s?(?:高达|达到?|为|共)?#",)),
    Rule("annual-vuln-zero-day", "share", (rf"{_ZERO_DAY}(?:的)?(?:数量)?占比(?:为)?{{n%}}",)),
))  # fmt: skip
"""What is said of CNVD's entries just after their number; elsewhere the same words count those of one product."""

_ONE_NUMBER = rf"\s?{reading.QUANTITY}\s?[个台]"

LISTINGS = (
    Listing("annual-host-controlled-by-country", "level", "controller-country", (
        rf"位于{PLACE_NAMES}的(?:IP地址|控制服务器|控制端|控制规模)[^。；\n0-9]{{0,24}}"
        rf"控制了?{_HOME}{number_list('台|个')}主机",
        rf"位于{PLACE_NAMES}的{_ONE_NUMBER}控制(?:服务器|端){_NOTE}控制了?{_HOME}{number_list('台|个')}主机",
    )),
    Listing("annual-c2-server-by-country", "level", "controller-country", (
        rf"位于{PLACE_NAMES}的控制服务器(?:数量)?[^。；\n0-9控]{{0,16}}(?:为|是|有|达)"
        rf"{number_list('个|台')}(?=[，,。；;\n])",
        rf"位于{PLACE_NAMES}的(?P<numbers>{_ONE_NUMBER})控制(?:服务器|端)",
    )),
    Listing("annual-mobile-sample-by-type", "share", "type", (
        rf"(?P<names>{_BEHAVIOUR}(?:[、，,和及与]{_BEHAVIOUR}){{0,5}})"
        rf"(?:恶意程序|样本)?(?:数量|样本)?(?:仍然?|依然|继续)?(?:最多|居首位?|居第一位?|位居第一|排名第一)?"
        rf"(?:[，,]为{reading.QUANTITY}\s?[个款])?"
        rf"(?:[，,（(]\s?)?(?:其?占比|所占比例|约?占)[^，。；\n0-9约近超]{{0,8}}{number_list('%|％')}",
    )),
)  # fmt: skip
