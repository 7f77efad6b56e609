"""The phrase forms of CNVD's weekly that the property tests print random figures in, in words of their own."""

from __future__ import annotations

from tests.printing import Said, said

SEVERE = tuple(f"cnvd-collected-{code}" for code in ("high", "medium", "low"))
OPENING = (
    said("样例台（以下简称CNVD）本周共收集、整理信息安全漏洞{is}<>个，其中高危漏洞<>个、中危漏洞<>个、低危漏洞<>个。",
         "cnvd-collected", *SEVERE),
    said("本周，样例平台（以下简称CNVD）共收集整理了网络安全漏洞<>个，较上周增加了7%。"
         "其中，高危<>个（占三成）、中危<>个、低危<>个。",
         "cnvd-collected", *SEVERE),
    said("样例CNVD两周共收录漏洞{is}<>个。其中：高危漏洞共<>个;中危漏洞<>个;低危漏洞{is}<>个。",
         "cnvd-collected", *SEVERE),
    said("本期CNVD新收集和整理安全漏洞<>个，含<>个高危漏洞、<>个中危漏洞和<>个低危漏洞。", "cnvd-collected", *SEVERE),
    said("测试得CNVD收录了<>个信息安全漏洞，其中超危漏洞若干、高危漏洞数量为<>个，中危漏洞为<>个，低危漏洞为<>个。",
         "cnvd-collected", *SEVERE),
)  # fmt: skip
"""Sentences of which one begins an issue."""

_RECEIVED = ("cnvd-event-received", "cnvd-event-received prev total", "cnvd-event-received wow total")
ZERO_DAY = (
    said(
        "样例收录的漏洞中，涉及0day漏洞{is}<>个（占<%>），甲漏洞在其中。", "cnvd-zero-day", "cnvd-zero-day share total"
    ),
    said("样例中，涉及零日漏洞<>个,约占<%>。", "cnvd-zero-day", "cnvd-zero-day share total"),
    said("样例中涉及0-Day漏洞<>个（占比为<%>）。", "cnvd-zero-day", "cnvd-zero-day share total"),
    said("样例中，涉及0day漏洞{is}<>个。", "cnvd-zero-day"),
)
RECEIVED = (
    said("样例CNVD接到的涉及甲机关和乙企事业单位的漏洞总数{is}<>个，与上周（<>个）环比<±>。", *_RECEIVED),
    said("样例CNVD接到的涉及甲机关的事件型漏洞总数{is}<>个，与上周(<>个)相比<±>。", *_RECEIVED),
    said("样例收到的事件型漏洞数量为<>个，较上一周（<>个）<±>。", *_RECEIVED),
    said("样例接到的事件型漏洞<>个，比上周的<>个有所<±>。", *_RECEIVED),
    said("样例CNVD接收甲行业漏洞{is}<>个，较上周环比<±>。", "cnvd-event-received", "cnvd-event-received wow total"),
    said("样例CNVD接到的涉及甲企事业单位的漏洞总数{is}<>个。", "cnvd-event-received"),
)
_HANDLED = tuple(
    f"cnvd-{code}"
    for code in ("notified-critical", "notified-telecom", "handled-branch", "handled-education", "reported-national")
)
HANDLED = (
    said("样例向银行、保险等重要行业单位通报漏洞事件{is}<>起，样例向基础电信企业通报漏洞事件<>起，"
         "测试协调CNCERT各分中心验证和处置甲部门漏洞事件<>起，测试协调教育行业应急组织验证和处置乙校漏洞事件<>起，"
         "测试向国家上级信息安全协调机构上报丙门户、子站漏洞事件<>起。", *_HANDLED),
    said("样例向证券、能源等行业部门通报了漏洞信息{is}<>起。", "cnvd-notified-critical"),
    said("样例CNVD向基础电信运营商通报漏洞{is}<>个；", "cnvd-notified-telecom"),
    said("样例向电信运营企业通报相关漏洞事件<>起，", "cnvd-notified-telecom"),
    said("样例通过CNCERT各分中心处置漏洞事件{is}<>起。", "cnvd-handled-branch"),
    said("样例协调教育网应急组织处置的漏洞事件{is}<>起。", "cnvd-handled-education"),
    said("样例向国家信息安全协调机构报送甲部委的漏洞事件{is}<>起。", "cnvd-reported-national"),
)  # fmt: skip
SUBMITTED = (
    said("甲公司及乙人员向CNVD提交了<>个以事件型漏洞为主的原创漏洞，样例含丙平台共享的白帽子报送的<>条原创漏洞信息。",
         "cnvd-original-submitted", "cnvd-whitehat-shared"),
    said("甲公司向CNVD共报送<>条原创漏洞，", "cnvd-original-submitted"),
    said("丙平台白帽子提交的<>个漏洞，", "cnvd-whitehat-shared"),
)  # fmt: skip
_SECTORS = ("cnvd-sector-telecom", "cnvd-sector-mobile", "cnvd-sector-ics")
SECTORS = (
    said("样例收录了<>个电信行业漏洞，<>个移动互联网行业漏洞，<>个工控行业漏洞（样例图）。", *_SECTORS),
    said("样例中有<>个电信行业漏洞、<>个移动互联网行业漏洞和<>个工业控制系统行业漏洞。", *_SECTORS),
    said("样例电信行业漏洞{is}<>个；移动互联网行业漏洞{is}<>个；工控系统行业漏洞{is}<>个。", *_SECTORS),
)
REST = (*ZERO_DAY, *RECEIVED, *HANDLED, *SUBMITTED, *SECTORS)

_KINDS = ("web-application", "application", "network-device", "smart-device", "operating-system", "database")
_TYPES = tuple(f"cnvd-type-{kind}" for kind in _KINDS)
KINDS: tuple[Said, ...] = (
    said("样例CNVD收录了9个漏洞。WEB应用<>个，应用程序<>个，网络设备（样例路由器等）<>个，智能设备（样例终端）<>个，"
         "操作系统<>个，数据库<>个。", *_TYPES),
    said("样例CNVD收录9个漏洞。按类型划分包括web应用<>个，应用程序<>个，网络设备<>个，智能设备<>个，操作系统<>个，数据库<>个。",
         *_TYPES),
    said("样例收录了9个信息安全漏洞，其中Web应用漏洞<>个、应用程序漏洞<>个、网络设备漏洞<>个、智能设备（样例终端）漏洞<>个、"
         "操作系统漏洞<>个、数据库漏洞<>个。", *_TYPES),
    said("样例收录的漏洞按影响对象类型统计，WEB应用类漏洞<>个（一半），应用程序漏洞共<>个，网络设备漏洞<>个，智能设备漏洞<>个，"
         "操作系统漏洞<>个，数据库漏洞<>个。", *_TYPES),
)  # fmt: skip
"""Sentences that split the entries by type."""

NAMES = (
    "CNVD漏洞周报{}",
    "CNVD周报{}",
    "信息安全漏洞周报{}",
    "信息安全漏洞周报（{}）",
    "CNVD信息安全漏洞周报{}",
    "【样例】CNVD漏洞周报{}",
    "国家信息安全漏洞共享平台(CNVD)周报{}",
    "国家信息安全漏洞共享平台（CNVD）周报-{}",
    "国家信息安全漏洞共享平台周报 {}",
    "{}CNVD漏洞周报",
    "CNVD | 信息安全漏洞周报（{}）",
    "CNVD漏洞周报{}（总第9期）",
)
"""Titles, with the number at its place."""
