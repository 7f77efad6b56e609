"""Malicious addresses and files: from what is printed to what may be published, and where it is printed.

A live address is never kept: what is published is defanged (`example[.]com`), the words around it are cut or
defanged too, and the quote of a mention is the first label of the host only. Sources defang partly themselves, so
what they print is made whole first; equal addresses then have equal values, however they were printed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, ip_address, ip_network

from cncert_kg import text as reading
from cncert_kg.model import Mention
from cncert_kg.series.rules import slug

TOKEN = re.compile(r"(?:\(\.\)|\(dot\)|（\.）|【\.】|[^\s，、；：。（）()【】|<>“”'\"])+")
"""What may be one printed address: up to a blank or a mark that no address has."""

_DOTS = re.compile(r"\[\.\]|\(\.\)|\{\.\}|（\.）|【\.】|\[dot\]|\(dot\)|．", re.IGNORECASE)
_HTTP = re.compile(r"h(?:xx|\*\*|tx)p(s?)(?=\[?:)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,30}:", re.IGNORECASE)
_URL = re.compile(
    r"(?P<scheme>https?|ftp)://(?P<host>[^/?#\s:@\[\]]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?P<rest>(?::\d{1,5})?(?:[/?#]\S*)?)",
    re.IGNORECASE | re.ASCII,
)
_HOST_PORT = re.compile(r"\[?(?P<host>[^/?#\s:\[\]]{1,253}|(?<=\[)[0-9A-Fa-f:.]{2,45})\]?:(?P<port>\d{1,5})", re.ASCII)
_HOST_PATH = re.compile(r"(?P<host>[^/?#\s:@]{1,253})(?P<rest>(?::\d{1,5})?/\S*)", re.ASCII)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_FILE = re.compile(
    r"[^.]{1,255}\.(?:exe|dll|php|bat|ps1|txt|rar|docx?|xlsx?|jsp|aspx?|vbs|lnk|hta|jar|sys|tmp|html?|elf)"
)
_DOMAIN = re.compile(rf"(?:_?{_LABEL}\.){{1,20}}(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]{{2,59}})", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
_MAX_URL = 2048
_MAX_NAME = 60
_INNER = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8",
    )
)  # fmt: skip
"""Addresses that nobody on the Internet has. Those kept for documentation are no harm and stand in test documents."""

_LIVE_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2})")
_LIVE_IPV4 = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9])")
_MAY_BE_HOST = re.compile(rf"(?<![\w-])[\w-]+(?:(?:\.|{_DOTS.pattern})[\w-]+)+", re.ASCII | re.IGNORECASE)
"""A host, also one that its source defanged at one dot only (`45.9.148[.]108`), or a number with a point."""
_LIVE_IPV6 = re.compile(r"(?<![0-9A-Fa-f:])(?=[0-9A-Fa-f:]{0,40}::|(?:[0-9A-Fa-f]{1,4}:){7})[0-9A-Fa-f:]{3,40}")
_WEB = re.compile(r"(?<![a-z])http(?=s?://)", re.IGNORECASE)
_COLON = re.compile(r"(?<!xxp)(?<!xxps):(?=//)|(?<=script):|(?<=data):", re.IGNORECASE)
_CHUNK = re.compile(r"[^\s，。；：、（）|]+")
_FIRST_LABEL = re.compile(r"(?:[A-Za-z*]{2,10}\[?:\]?//)?[\[]?(?P<label>[^\s.．\[\](){}:/?#@（【]+)")

FAMILIES = (
    "wannacry", "tellyouthepass", "phobos", "mallox", "makop", "sodinokibi", "blackcat", "lockbit", "black-basta",
    "crysis", "globeimposter", "stop", "magniber", "beijingcrypt", "trigona", "other", "buran", "coffee", "hive",
    "conti", "babuk", "medusa", "medusalocker", "akira", "royal", "blackbit", "lokilocker", "rook", "snatch", "clop",
    "avaddon", "cerber", "gandcrab", "maze", "ryuk", "satan", "matrix", "zeppelin", "surtr", "nemty", "hellokitty",
    "cuba", "ragnar-locker", "ransomhub", "play", "rhysida", "8base", "bianlian", "qilin", "weaxor", "rast",
    "voidcrypt", "pipikaki", "mirai", "gafgyt", "mozi", "xorddos", "moobot", "rapperbot", "hajime", "tsunami",
    "billgates", "nitol", "dofloo", "kaiji", "conficker", "ramnit", "sality", "virut", "asyncrat", "remcos", "njrat",
    "nanocore", "quasarrat", "xworm", "dcrat", "farfli", "gh0st", "silver-fox", "valleyrat", "cobalt-strike",
    "agenttesla", "formbook", "redline", "lumma", "amadey", "emotet", "trickbot", "qakbot", "icedid", "systembc",
    "warzone", "netwire", "darkcomet", "orcus",
)  # fmt: skip
"""Families that the list of breakdowns has, by the last part of their codes."""

_ALIASES = {
    "revil": "sodinokibi",
    "alphv": "blackcat",
    "djvu": "stop",
    "stopdjvu": "stop",
    "targetcompany": "mallox",
    "wcry": "wannacry",
    "wannacrypt": "wannacry",
    "globelmposter": "globeimposter",
    "bashlite": "gafgyt",
    "avemaria": "warzone",
    "quasar": "quasarrat",
    "gh0strat": "gh0st",
    "qbot": "qakbot",
    "lummastealer": "lumma",
    "redlinestealer": "redline",
    "银狐": "silver-fox",
    "其他": "other",
    "其它": "other",
}
_KNOWN = {name.replace("-", ""): name for name in FAMILIES} | _ALIASES
_KIND_WORDS = re.compile(r"(?:勒索)?(?:软件|病毒|木马|家族|变种|僵尸网络|远控){0,3}$")


@dataclass(frozen=True, slots=True)
class Address:
    """One malicious address or file, still live: it is used to tell two of them apart, and never published."""

    kind: str
    """Code of `code/asset-kind`."""
    live: str
    port: str = ""

    @property
    def key(self) -> str:
        """16 hex digits of the SHA-256 of the live value in lower case: the last part of its breakdown."""
        return hashlib.sha256(self.live.lower().encode()).hexdigest()[:16]

    @property
    def defanged(self) -> str:
        """The value as it may be published: `198[.]51[.]100[.]7`, `hxxp://example[.]com/a`."""
        if self.kind == "hash":
            return self.live
        if self.kind != "url":
            return self.live.replace(".", "[.]").replace(":", "[:]")
        return _defanged_url(self.live)


def _defanged_url(live: str) -> str:
    scheme, mark, rest = live.partition("://") if _SCHEME.match(live) else ("", "", live)
    cut = re.search(r"[/?#]", rest)
    end = cut.start() if cut else len(rest)
    return defanged(scheme + mark) + rest[:end].replace(".", "[.]") + defanged(rest[end:])


def address(printed: str) -> Address:
    """Read `198.51.100[.]7:8080`, `hxxp://example[.]com/a`, a domain or a hash as what it stands for.

    Raises `ValueError` for anything else: an address of no public network, a scheme other than http, https and
    ftp, and what is too long to be one. The message holds nothing live.
    """
    live = _HTTP.sub(r"http\1", _DOTS.sub(".", printed)).replace("[:]", ":").replace("[://]", "://").strip(".,;")
    if len(live) > _MAX_URL:
        raise ValueError(f"found {len(live)} characters, expected an address")
    if _HASH.fullmatch(live):
        return Address("hash", live.lower())
    found = _host(live) or _with_port(live) or _url(live)
    if found is None:
        raise ValueError(f"found {shown(live)!r}, expected an IP address, a domain, a URL or a hash")
    return found


def shown(live: str) -> str:
    """Give what can be told in a message of a value that is no address: defanged and short."""
    return defanged(live)[:40]


def _host(live: str) -> Address | None:
    try:
        found = ip_address(live)
    except ValueError:
        is_domain = len(live) <= 253 and _DOMAIN.fullmatch(live) and not _FILE.fullmatch(live.lower())
        return Address("domain", live.lower()) if is_domain else None
    if any(found in network for network in _INNER if network.version == found.version):
        raise ValueError(f"found {shown(live)!r}, which is no public address")
    return Address("ip", str(found) if isinstance(found, IPv4Address) else found.compressed)


def _with_port(live: str) -> Address | None:
    match = _HOST_PORT.fullmatch(live)
    found = _host(match["host"]) if match else None
    return replace(found, port=_port(match["port"])) if match and found else None


def _port(printed: str) -> str:
    if not 0 < int(printed) < 65536:
        raise ValueError(f"found port {printed}, expected 1 to 65535")
    return str(int(printed))


def _url(live: str) -> Address | None:
    match = _URL.fullmatch(live) or (None if _SCHEME.match(live) and "//" not in live else _HOST_PATH.fullmatch(live))
    if match is None or _host(match["host"].strip("[]")) is None or re.fullmatch(r"[0-9.]+/\d{1,2}", live):
        return None
    scheme = match.groupdict().get("scheme")
    return Address("url", (f"{scheme.lower()}://" if scheme else "") + match["host"].lower() + match["rest"])


def defanged(text: str) -> str:
    """Give a text in which no address works any more; what is no address stays as it is."""
    text = _MAY_BE_HOST.sub(lambda m: _safe(m[0]), text)
    text = _LIVE_IPV6.sub(lambda m: m[0].replace(":", "[:]"), text)
    return _COLON.sub("[:]", _WEB.sub("hxxp", _LIVE_DOT.sub("[.]", text)))


def _safe(printed: str) -> str:
    """Give a host with every dot defanged, and a number or a version as it is printed."""
    live = _DOTS.sub(".", printed)
    is_host = live != printed.replace("．", ".") or _LIVE_DOT.search(live) or _LIVE_IPV4.search(live)
    return live.replace(".", "[.]") if is_host else printed


def sealed(mention: Mention) -> Mention:
    """Give a mention with no live address in its sentence, its prefix or its suffix; its quote must have none."""
    sentence = defanged(mention.sentence)
    if len(sentence) > reading.MAX_SENTENCE:
        left = max(0, min(sentence.find(mention.quote) - 100, len(sentence) - reading.MAX_SENTENCE))
        sentence = sentence[left : left + reading.MAX_SENTENCE].strip()
    # An address cut by the length of prefix or suffix is a part of one, and goes too.
    before = [m.end() for m in _CHUNK.finditer(mention.prefix) if _is_live(m[0], is_cut=m.start() == 0)]
    chunks = _CHUNK.finditer(mention.suffix)
    after = [m.start() for m in chunks if _is_live(m[0], is_cut=m.end() == len(mention.suffix))]
    prefix = mention.prefix[before[-1] :] if before else mention.prefix
    return replace(mention, sentence=sentence, prefix=prefix, suffix=mention.suffix[: after[0] if after else None])


def _is_live(chunk: str, is_cut: bool) -> bool:
    return defanged(chunk) != chunk or (is_cut and re.search(r"[\w-]\.[\w-]", chunk) is not None)


def place(text: str, span: tuple[int, int], rule: str, found: Address) -> Mention:
    """Give the mention of an address printed at `text[span]`: it quotes the first label of the host, or a hash.

    The label need not stand first: a stray dot before a host must not make the whole of it the quote.
    """
    first = None if found.kind == "hash" else _FIRST_LABEL.search(text, *span)
    assert first or found.kind == "hash"  # `address` gives no host without a label
    quoted = first.span("label") if first else span
    where = reading.mention(text, quoted, rule, found.defanged, quoted)
    return replace(sealed(where), prefix="", suffix="")


def family(printed: str) -> tuple[str, str]:
    """Give the code of a malware family and, where the list of breakdowns has no such code, the printed name.

    Two empty strings for a name that says there is none. Raises `ValueError` for what is too long to be a name.
    """
    name = _KIND_WORDS.sub("", " ".join(printed.split()).strip(" ：:、，。；;.")) or printed.strip()
    if not re.search(r"\w", name) or re.fullmatch(r"未知|无|暂无|不详|N/?A|unknown", name, re.IGNORECASE):
        return "", ""
    if len(name) > _MAX_NAME:
        raise ValueError(f"found a name of {len(name)} characters, expected a malware family")
    known = _KNOWN.get(re.sub(r"[\W_]", "", name).lower())
    return (f"family-{known}", "") if known else (f"family-{slug(name)}", name)
