"""Countries and economies as the lists of teams write them: ISO 3166-1 alpha-2 codes, or English names."""

from __future__ import annotations

CODES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905
)
"""ISO 3166-1 alpha-2, the officially assigned."""

_OTHER = {"EL": "GR", "UK": "GB"}
# The European Union's institutions, so its lists of teams, write these two.

_NAMES = {
    "australia": "AU", "austria": "AT", "bangladesh": "BD", "belgium": "BE", "bhutan": "BT", "brazil": "BR",
    "brunei": "BN", "brunei darussalam": "BN", "cambodia": "KH", "canada": "CA", "china": "CN", "chinese taipei": "TW",
    "czech republic": "CZ", "czechia": "CZ", "denmark": "DK", "estonia": "EE", "finland": "FI", "france": "FR",
    "germany": "DE", "hong kong": "HK", "hong kong, china": "HK", "india": "IN", "indonesia": "ID", "ireland": "IE",
    "israel": "IL", "italy": "IT", "japan": "JP", "korea": "KR", "lao pdr": "LA", "laos": "LA", "macao": "MO",
    "macao, china": "MO", "macau": "MO", "malaysia": "MY", "mauritius": "MU", "mexico": "MX", "mongolia": "MN",
    "myanmar": "MM", "nepal": "NP", "netherlands": "NL", "new zealand": "NZ", "norway": "NO", "pakistan": "PK",
    "papua new guinea": "PG", "people's republic of china": "CN", "philippines": "PH", "poland": "PL",
    "portugal": "PT", "republic of korea": "KR", "russia": "RU", "singapore": "SG", "south africa": "ZA",
    "south korea": "KR", "spain": "ES", "sri lanka": "LK", "sweden": "SE", "switzerland": "CH", "taiwan": "TW",
    "thailand": "TH", "the netherlands": "NL", "timor-leste": "TL", "tonga": "TO", "ukraine": "UA",
    "united arab emirates": "AE", "united kingdom": "GB", "united states": "US", "united states of america": "US",
    "uzbekistan": "UZ", "vanuatu": "VU", "vietnam": "VN", "viet nam": "VN",
}  # fmt: skip


def code(stated: str) -> str:
    """Give the ISO 3166-1 alpha-2 code of a country as stated; raise `ValueError` for one that is not known."""
    found = stated.upper()
    found = _OTHER.get(found, found)
    if found not in CODES:
        found = _NAMES.get(stated.casefold(), "")
    if not found:
        raise ValueError(f"found {stated[:40]!a}, expected a country of ISO 3166-1")
    return found
