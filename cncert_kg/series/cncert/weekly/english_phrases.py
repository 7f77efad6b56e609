"""Which phrase of `Weekly Report of CNCERT`, the English edition, states which figure.

In a phrase `#` is where the number stands, `%` where the share, `~` and `‰` a number and a
share that are stepped over.
"""

from __future__ import annotations

VERB = (
    "(?: in mainland China| of mainland China| this week)?"
    "(?: was| were| is| are| totaled| totalled| reached| amounted to| numbered| stood at|:| •| ●"
    "| (?:increased|decreased|dropped|rose|fell|declined|grew)(?: slightly)?(?: by ‰)? to)?"
)
TO_CHANGE = r"(?: \([^()\n]{1,40}\))?(?:(?! and | while )(?:[^.;\n\d%•]|\.cn)){0,60}?"
_GOV = r"government(?:al)?(?: \([^()\n]{1,16}\))? (?:\(?gov\.cn\)? )?websites?"
_DEFACED_GOV = (
    f"defaced {_GOV}{VERB} #",
    f"# (?:\\(‰\\) )?defaced {_GOV}",
    r"defaced websites(?:[^.;\n]|\.\d){0,110}?(?:among|of|including) (?:which |them |these )?#"
    rf"(?: \(‰\))?(?: were| are)? {_GOV}",
)
_BACKDOOR_GOV = (
    f"backdoors? (?:were|was) (?:installed|implanted|planted) (?:in|into|on|to) # (?:\\(‰\\) )?{_GOV}",
    f"backdoored {_GOV}{VERB} #",
    f"{_GOV} (?:(?:planted|implanted|installed) )?with backdoors?{VERB} #",
    f"# (?:\\(‰\\) )?(?:backdoored {_GOV}|{_GOV} (?:planted|implanted|installed) with backdoors?)",
)
_HOSTS = "(?:computers|hosts|machines|terminals)"
_ARE = f"(?: of (?:them|which))?(?: {_HOSTS})?(?: were| was| are)?"
_PAGES = "phishing (?:web ?)?pages"
_BOTH = "(?:trojans? (?:or|and|/) (?:bots?|botnets?)(?: programs?)?)"
_SEVERE = "(?:[- ](?:risk|severity|level|danger))"

COUNTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "host-infected",
        (
            f"(?:virus-)?infected {_HOSTS}{VERB} #(?! (?:were|was|are) )",
            f"infected # {_HOSTS}",
            f"# (?:virus-)?infected {_HOSTS}",
            f"# {_HOSTS}(?: in mainland China)? (?:were|was|are|have been) infected (?:with|by) (?:network )?virus",
        ),
    ),
    (
        "host-infected-trojan-bot",
        (
            f"#{_ARE} (?:controlled|infected) (?:by|with) {_BOTH}",
            f"(?:controlled|infected) (?:by|with) {_BOTH} (?:was|were|totaled|totalled|reached|amounted to|:) #",
        ),
    ),
    (
        "host-infected-conficker",
        (
            f"#{_ARE}(?: controlled| infected)? (?:by|with) (?:the )?conficker",
            "infected (?:by|with) (?:the )?conficker(?: worms?)?s? (?:was|were|totaled|reached|amounted to|:) #",
        ),
    ),
    ("website-defaced", ("# defaced websites", f"defaced websites(?: \\(total\\))?{VERB} #")),
    ("website-defaced-gov", _DEFACED_GOV),
    (
        "website-backdoored",
        (
            "# (?:backdoored websites|websites (?:planted|implanted|installed|injected) with backdoors?)",
            f"(?:backdoored websites|websites (?:(?:planted|implanted|installed) )?with backdoors?){VERB} #",
        ),
    ),
    ("website-backdoored-gov", _BACKDOOR_GOV),
    (
        "phishing-page",
        (f"# {_PAGES}", f"{_PAGES}(?: (?:targeting|against) (?:the )?websites in mainland China)?{VERB} #"),
    ),
    (
        "vuln-new",
        (
            "(?:recorded|collected|added|released|published|included) #"
            " (?:new )?(?:network |information |cyber ?)?(?:security )?vulnerabilities",
            "# new (?:network |information )?(?:security )?vulnerabilities",
            f"new vulnerabilities(?: (?:collected|recorded|added)(?: by CNVD)?)?{VERB} #",
        ),
    ),
    (
        "vuln-new-high",
        (
            f"#(?: of (?:which|them))?(?: (?:are|were|was))?(?: of)? high{_SEVERE}",
            f"high{_SEVERE}(?: vulnerabilities| ones){VERB} #",
        ),
    ),
    ("vuln-new-medium", (f"#(?: (?:are|were|was))?(?: of)? medium{_SEVERE}",)),
    ("vuln-new-low", (f"#(?: (?:are|were|was))?(?: of)? low{_SEVERE}",)),
)
"""Phrases with `#` where the number stands; a change may follow each of them."""

PLAIN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("malsite-domain", "level", (r"malware-?\s?hosting (?:web)?sites?[^.;\n\d]{0,70}? # (?:malicious )?domains?",)),
    (
        "malsite-ip",
        "level",
        (r"malware-?\s?hosting (?:web)?sites?[^.;\n\d]{0,70}? ~ (?:malicious )?domains?(?: names)?,?(?: and)? # IP",),
    ),
    (
        "malsite-domain-overseas",
        "share",
        (r"domains?(?: names)?, %(?: of (?:them|which))? (?:were|are|was|is) registered overseas",),
    ),
    (
        "malsite-domain-com",
        "share",
        (
            r"% of (?:their|the) (?:tlds?|top[- ]level domains?)[^.;\n\d%]{0,40}\.com",
            r"%(?: of (?:them|which))? (?:fell into|belong(?:ed)? to|were under|are under)[^.;\n\d%]{0,30}\.com",
        ),
    ),
    (
        "malsite-ip-overseas",
        "share",
        (r"IPs?(?: addresses)?, %(?: of (?:them|which))? (?:were|are|was|is) (?:located )?overseas",),
    ),
    (
        "malsite-ip-direct",
        "level",
        ("#(?: IPs?(?: addresses)?)?(?: were| was| are)? (?:directly )?accessed(?: directly| via IP)",),
    ),
    (
        "website-defaced-gov",
        "share",
        (_DEFACED_GOV[0].replace("#", "~") + r" \(%", rf"~ \(% ?\) defaced {_GOV}"),
    ),
    (
        "website-backdoored-gov",
        "share",
        (
            rf"backdoors? (?:were|was) (?:installed|implanted|planted) (?:in|into|on|to) ~ \(% ?\) {_GOV}",
            *(p.replace("#", "~") + r" \(%" for p in _BACKDOOR_GOV[1:3]),
            rf"~ \(% ?\) (?:backdoored {_GOV}|{_GOV} (?:planted|implanted|installed) with backdoors?)",
        ),
    ),
    (
        "phishing-domain",
        "level",
        (
            r"(?:fake|phishing|counterfeit) domains?(?: names)? and IP addresses[^.;\n\d]{0,60}? #",
            r"phishing[^.\n]{0,140}? # (?:\w{2,10} )?domains?\b",
        ),
    ),
    (
        "phishing-ip",
        "level",
        (
            r"(?:fake|phishing|counterfeit) domains?(?: names)? and IP addresses[^.;\n\d]{0,60}? ~ and #",
            r"phishing[^.\n]{0,140}? # IP addresses",
        ),
    ),
    (
        "phishing-page-per-ip",
        "level",
        (f"IP(?: address)? (?:loading|loaded|hosting|hosted|carrying|carried|bearing) # {_PAGES}",),
    ),
    (
        "incident-handled",
        "level",
        (
            "(?:handled|processed|coordinated to handle|dealt with)(?: a total of)? #"
            " (?:network |cyber ?|internet )?(?:security )?incidents",
        ),
    ),
    (
        "incident-handled-cross-border",
        "level",
        (
            r"# of (?:which|them|these)(?: incidents)? (?:were|are|was) cross-?\s?border",
            r"(?:including|with|of which) #(?: were| are)? cross-?\s?border",
        ),
    ),
    (
        "incident-phishing-handled",
        "level",
        ("handled?(?: of)? # (?:web ?page )?phishing (?:complaint |website )?(?:incidents|complaints|cases|events)",),
    ),
    (
        "mobile-platform-coordinated",
        "level",
        ("coordinated(?: with)? # (?:mobile )?(?:phone |internet )?(?:application|app)s?(?: stores?| platforms?)",),
    ),
    ("mobile-malurl-handled", "level", (r"# malicious URLs?(?: links?)?",)),
)

CODED = (
    (
        "security-rating",
        r"(?:rating|index|situation|status|security)[^.;\n\d]{0,60}?(?:was|is|were|rated|evaluated|assessed)(?: as)?"
        r" [“\"‘']?(?P<figure>excellent|good|fair|moderate|medium|poor|critical|dangerous)\b",
        {"excellent": "excellent", "good": "good", "fair": "fair", "moderate": "fair", "medium": "fair", "poor": "poor",
         "critical": "critical", "dangerous": "critical"},
    ),
    (
        "cnvd-threat-level",
        r"vulnerabilit(?:y|ies) (?:severity|threat|risk)(?: level)?[^.;\n\d]{0,30}?"
        r"(?:was|is|rated|evaluated|assessed)(?: as)? [“\"‘']?(?P<figure>high|medium|low)\b",
        {"high": "high", "medium": "medium", "low": "low"},
    ),
)  # fmt: skip
