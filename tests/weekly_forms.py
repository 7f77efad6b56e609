"""The phrase forms of the weekly report that the property tests print random figures in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A template in words of the tests' own, and what its numbers are, in their order."""

    template: str
    """`#` stands for a count, `%` for a share, `±` for a change in per cent, `△` for one as a count."""
    figures: tuple[tuple[str, str], ...]
    """Indicator and statistic of each slot."""


def form(template: str, *figures: str) -> Form:
    """Make a form; a figure is `indicator statistic`, and `level` where it names none."""
    return Form(
        template, tuple((code, statistic or "level") for code, _, statistic in (f.partition(" ") for f in figures))
    )


HOSTS = tuple(
    form(template.replace("甲", label), code, f"{code} wow")
    for code, label in (
        ("host-infected", "境内感染网络病毒的主机"),
        ("host-infected-trojan-bot", "境内被木马或被僵尸程序控制的主机"),
        ("host-infected-trojan", "境内被木马控制的主机"),
        ("host-infected-bot", "境内被僵尸网络控制的主机"),
        ("host-infected-conficker", "境内感染飞客（conficker）蠕虫的主机"),
        ("host-infected-malware", "境内感染计算机恶意程序主机"),
    )
    for template in (
        "某周甲数量约为#个，较上周环比±。",
        "某周甲数为 # 个，环比±，详见后文。",
        "某周甲2约为#个（上周约为9万个），±；",
        "某周甲数量 • # ±\n",
    )
)

WEBSITES = tuple(
    form(template.replace("甲", label), code, f"{code} wow")
    for code, label in (
        ("website-defaced", "境内被篡改网站"),
        ("website-defaced-gov", "境内被篡改政府网站（GOV类）"),
        ("website-backdoored", "境内被植入后门的网站"),
        ("website-backdoored-gov", "境内被植入后门的政府网站(GOV 类)"),
        ("phishing-page", "针对境内网站的仿冒页面"),
    )
    for template in (
        "测试得甲数量为#个，较上周±。",
        "测试得甲总数为#个,与上周相比,±;",
        "测试得甲1数量为 # 个（约占九成），较上周环比±。",
        "测试得甲#个，比上周（88个）±。",
        "测试得甲总数\n•# ±\n",
    )
)

SHARES = tuple(
    form(template.replace("甲", label), code, f"{code} share", f"{code} wow")
    for code, label in (
        ("website-defaced-gov", "境内被篡改政府网站（GOV类）"),
        ("website-backdoored-gov", "境内被植入后门的政府网站（GOV类）"),
    )
    for template in (
        "测试得甲数量为#个（约占境内%），较上周环比±。",
        "测试得甲数量为#个(占境内 %),较上周±。",
        "测试得甲数量为#个，占境内的%，环比±。",
        "测试得甲数量为#个（约占境内%，较上周环比±）。",
    )
)

ABSOLUTE = (
    form("测试得境内被篡改政府网站数量为#个，由上周67个△。", "website-defaced-gov", "website-defaced-gov wow-absolute"),
    form("测试得新增网络病毒家族#个，较上周新增数量△。", "malware-new-family", "malware-new-family wow-absolute"),
    form("按网络病毒家族统计新增#个，与上周相比△。", "malware-new-family", "malware-new-family wow-absolute"),
    form("新增高危漏洞#个，较上周新增数量△。", "vuln-new-high", "vuln-new-high wow-absolute"),
)

BOXES = (
    form("\n境内被植入后门网站总数\n其中政府网站数量\n• #\n• #\n测试。",
         "website-backdoored", "website-backdoored-gov"),
    form("\n针对境内网站的仿冒页面数量\n新增信息安全漏洞数量\n其中高危漏洞数量\n#\n#\n#\n测试。",
         "phishing-page", "vuln-new", "vuln-new-high"),
    form("\n境内感染网络病毒的主机数量        • #       \n境内被篡改网站总数    • # \n测试。",
         "host-infected", "website-defaced"),
)  # fmt: skip

REST = (
    form("按网络病毒名称统计新增#个，较上周新增数量±。", "malware-new-name", "malware-new-name wow"),
    form("测试的放马站点2共涉及域名#个，涉及IP地址#个。", "malsite-domain", "malsite-ip"),
    form("放马站点涉及域名 # 个、IP 地址 # 个；", "malsite-domain", "malsite-ip"),
    form("在若干个域名中，有约%为境外注册，且顶级域为.com的约占%；",
         "malsite-domain-overseas share", "malsite-domain-com share"),
    form("在若干个IP中，有%位于境外。", "malsite-ip-overseas share"),
    form("其中通过 IP 直接访问的涉及#个 IP。", "malsite-ip-direct"),
    form("针对境内网站的仿冒页面涉及域名#个，IP地址#个，平均每个IP地址承载了约#个仿冒页面。",
         "phishing-domain", "phishing-ip", "phishing-page-per-ip"),
    form("平台（CNVD）新收录网络安全漏洞#个，较上周±。", "vuln-new", "vuln-new wow"),
    form("新增信息安全漏洞#个，较上周新增数量±，其中高危漏洞#个、中危漏洞#个、低危漏洞#个。",
         "vuln-new", "vuln-new wow", "vuln-new-high", "vuln-new-medium", "vuln-new-low"),
    form("CNVD收集整理信息安全漏洞#个（其中高危漏洞#个，中危漏洞#个，低危漏洞#个）。",
         "vuln-new", "vuln-new-high", "vuln-new-medium", "vuln-new-low"),
    form("测试人员共处理了网络安全事件#起，其中跨境网络安全事件#起。",
         "incident-handled", "incident-handled-cross-border"),
    form("测试人员共协调处理了#起网络安全事件；", "incident-handled"),
    form("测试人员重点处理了#起网页仿冒投诉事件1。", "incident-phishing-handled"),
    form("协调#个应用商店，共处理恶意URL链接#个。", "mobile-platform-coordinated", "mobile-malurl-handled"),
    form("境内计算机恶意程序传播次数约为#次，较上周环比±。", "malware-propagation", "malware-propagation wow"),
    form("境内被篡改网站数量为#个，较上周±；其中，政府网站数量为#个，与上周环比±。",
         "website-defaced", "website-defaced wow", "website-defaced-gov", "website-defaced-gov wow"),
    form("境内被植入后门网站数量#个，环比±。其中政府网站#个，较上周±，占测试总数的%。",
         "website-backdoored", "website-backdoored wow",
         "website-backdoored-gov", "website-backdoored-gov wow", "website-backdoored-gov share"),
    form("境内被篡改网站总数#，较上周±，其中政府网站数量#，较上周±。",
         "website-defaced", "website-defaced wow", "website-defaced-gov", "website-defaced-gov wow"),
    form("测试的仿冒页面2,301个；涉及域名#个、IP地址#个。", "phishing-domain", "phishing-ip"),
    form("处理移动互联网恶意程序URL链接#个。", "mobile-malurl-handled"),
    form("境内感染木马的主机IP约为#个，环比±；境内感染僵尸网络的主机IP约为#个，环比±。",
         "host-infected-trojan", "host-infected-trojan wow", "host-infected-bot", "host-infected-bot wow"),
    form("新增信息安全漏洞数量为#个，与上周环比±；其中高危漏洞数量为#个，与上周环比±。",
         "vuln-new", "vuln-new wow", "vuln-new-high", "vuln-new-high wow"),
    form("境内被篡改网站数量为#个，其中政府网站#个；境内被植入后门的网站数量为#个，其中政府网站#个。",
         "website-defaced", "website-defaced-gov", "website-backdoored", "website-backdoored-gov"),
)  # fmt: skip

NUMBER_FIRST = (
    form("测试中有#个网站被篡改，有#个政府网站被植入后门。", "website-defaced", "website-backdoored-gov"),
    form("CNVD新收录了#个信息安全漏洞；测试发现#个针对境内网站的仿冒页面。", "vuln-new", "phishing-page"),
)

FORMS = (*NUMBER_FIRST, *HOSTS, *WEBSITES, *SHARES, *ABSOLUTE, *BOXES, *REST)

ENGLISH = (
    form("CNCERT tested # defaced websites, # websites planted with backdoors and # phishing web pages.",
         "website-defaced", "website-backdoored", "phishing-page"),
    form("CNCERT: the defaced government (gov.cn) websites totaled # (%), ± from last week.",
         "website-defaced-gov", "website-defaced-gov share", "website-defaced-gov wow"),
    form("CNCERT: backdoors were installed into # (%) government (gov.cn) websites, which ±.",
         "website-backdoored-gov", "website-backdoored-gov share", "website-backdoored-gov wow"),
    form("CNCERT: infected computers in mainland China amounted to #, ± from last week.",
         "host-infected", "host-infected wow"),
    form("CNCERT: infected computers: # were controlled by Trojans or Botnets and # by Conficker.",
         "host-infected-trojan-bot", "host-infected-conficker"),
    form("CNCERT: the malware-hosting websites involved # domains and # IP addresses; other websites none.",
         "malsite-domain", "malsite-ip"),
    form("CNCERT has handled # network security incidents, # of which were cross-border ones.",
         "incident-handled", "incident-handled-cross-border"),
    form("CNCERT coordinated # mobile phone application stores to handle # malicious URLs after an incident.",
         "mobile-platform-coordinated", "mobile-malurl-handled"),
    form("CNCERT: Websites with Backdoors in Mainland China # ±; an incident.",
         "website-backdoored", "website-backdoored wow"),
    form("CNCERT: of the malicious IPs, % were overseas, as incidents go.", "malsite-ip-overseas share"),
    form("CNCERT counted # defaced websites, ± from last week, among which # were government websites.",
         "website-defaced", "website-defaced wow", "website-defaced-gov"),
    form("CNCERT and CNVD collected # vulnerabilities, # high-risk.", "vuln-new", "vuln-new-high"),
)  # fmt: skip
