"""Countries, economies and Chinese divisions that a name speaks of; two that differ keep two names apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

# ISO 3166 code, English words (a dot stands for the blank inside one), Chinese words in simplified characters.
_PLACES = """
AE united.arab.emirates emirates uae 阿联酋|AR argentina argentine 阿根廷|AT austria austrian 奥地利
AU australia australian 澳大利亚|AZ azerbaijan 阿塞拜疆|BD bangladesh 孟加拉|BE belgium belgian 比利时
BG bulgaria bulgarian 保加利亚|BH bahrain 巴林|BN brunei 文莱|BR brazil brazilian brasil 巴西
BT bhutan bhutanese 不丹|BY belarus 白俄罗斯|CA canada canadian 加拿大|CH switzerland swiss 瑞士
CL chile chilean 智利|CN china chinese prc 中国 中华人民共和国|CO colombia colombian 哥伦比亚
CZ czech czechia czech.republic 捷克|DE germany german deutschland 德国|DK denmark danish 丹麦
EE estonia estonian 爱沙尼亚|EG egypt egyptian 埃及|ES spain spanish 西班牙|FI finland finnish 芬兰
FR france french 法国|GB united.kingdom uk british great.britain 英国|GR greece greek 希腊
HK hong.kong hongkong hk 香港|HR croatia croatian 克罗地亚|HU hungary hungarian 匈牙利
ID indonesia indonesian 印度尼西亚 印尼|IE ireland irish 爱尔兰|IL israel israeli 以色列|IN india indian 印度
IQ iraq 伊拉克|IR iran iranian 伊朗|IS iceland icelandic 冰岛|IT italy italian 意大利|JP japan japanese 日本
KE kenya kenyan 肯尼亚|KH cambodia cambodian 柬埔寨|KR korea korean south.korea republic.of.korea 韩国
KW kuwait 科威特|KZ kazakhstan 哈萨克斯坦|LA laos lao 老挝|LK sri.lanka srilanka 斯里兰卡|LT lithuania 立陶宛
LU luxembourg 卢森堡|LV latvia latvian 拉脱维亚|MM myanmar 缅甸|MN mongolia mongolian 蒙古
MO macau macao macanese 澳门|MV maldives 马尔代夫|MX mexico mexican 墨西哥|MY malaysia malaysian 马来西亚
NG nigeria nigerian 尼日利亚|NL netherlands dutch the.netherlands 荷兰|NO norway norwegian 挪威
NP nepal nepalese 尼泊尔|NZ new.zealand 新西兰|OM oman omani 阿曼|PE peru peruvian 秘鲁
PH philippines philippine 菲律宾|PK pakistan pakistani 巴基斯坦|PL poland polish 波兰|PT portugal portuguese 葡萄牙
QA qatar 卡塔尔|RO romania romanian 罗马尼亚|RS serbia serbian 塞尔维亚|RU russia russian russian.federation 俄罗斯
SA saudi.arabia saudi 沙特|SE sweden swedish 瑞典|SG singapore singaporean 新加坡|SI slovenia slovenian 斯洛文尼亚
SK slovakia slovak 斯洛伐克|TH thailand thai 泰国|TN tunisia tunisian 突尼斯|TR turkey turkish turkiye 土耳其
TW taiwan taiwanese chinese.taipei 台湾 中华台北|UA ukraine ukrainian 乌克兰
US united.states united.states.of.america usa 美国|UZ uzbekistan 乌兹别克斯坦|VN vietnam vietnamese viet.nam 越南
ZA south.africa south.african 南非
CN-AH anhui 安徽|CN-BJ beijing 北京|CN-CQ chongqing 重庆|CN-FJ fujian 福建|CN-GD guangdong 广东|CN-GS gansu 甘肃
CN-GX guangxi 广西|CN-GZ guizhou 贵州|CN-HA henan 河南|CN-HB hubei 湖北|CN-HE hebei 河北|CN-HI hainan 海南
CN-HL heilongjiang 黑龙江|CN-HN hunan 湖南|CN-JL jilin 吉林|CN-JS jiangsu 江苏|CN-JX jiangxi 江西
CN-LN liaoning 辽宁|CN-NM inner.mongolia 内蒙古|CN-NX ningxia 宁夏|CN-QH qinghai 青海|CN-SC sichuan 四川
CN-SD shandong 山东|CN-SH shanghai 上海|CN-SN shaanxi 陕西|CN-SX shanxi 山西|CN-TJ tianjin 天津
CN-XJ xinjiang 新疆|CN-XZ tibet xizang 西藏|CN-YN yunnan 云南|CN-ZJ zhejiang 浙江
"""

_WITHIN_CN = frozenset({"HK", "MO", "TW"})
"""Economies with a code of their own that names also give together with `China`: the code of their own stands."""


def _words() -> Iterator[tuple[str, str]]:
    for entry in _PLACES.replace("|", "\n").split("\n"):
        code, *words = entry.split() or [""]
        yield from ((word.replace(".", " "), code) for word in words)


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Give the code of each word, and the patterns of English and of Chinese words, the longest first."""
    codes = dict(_words())
    longest = sorted(codes, key=lambda w: (-len(w), w))
    english = "|".join(w for w in longest if w.isascii())
    return codes, re.compile(rf"\b(?:{english})\b"), re.compile("|".join(w for w in longest if not w.isascii()))


def split(text: str) -> tuple[str, frozenset[str]]:
    """Take the places out of an English name (case folded, blanks for punctuation); give the rest and their codes."""
    codes, english, _ = _table()
    found = frozenset(codes[word] for word in english.findall(text))
    return " ".join(english.sub(" ", text).split()), _specific(found)


def in_han(text: str) -> frozenset[str]:
    """Give the codes of the places in a name in simplified Chinese, which stay part of the name."""
    codes, _, han = _table()
    return _specific(frozenset(codes[word] for word in han.findall(text)))


def _specific(codes: frozenset[str]) -> frozenset[str]:
    return codes - {"CN"} if codes & _WITHIN_CN else codes


def countries(codes: frozenset[str]) -> frozenset[str]:
    """Give the countries and economies among `codes`; a division may be part of a name elsewhere (SCO)."""
    return frozenset(c for c in codes if len(c) == 2)


def divisions(codes: frozenset[str]) -> frozenset[str]:
    """Give the Chinese divisions among `codes`."""
    return frozenset(c for c in codes if len(c) > 2)
