"""Patterns of indicators, defanged: what they are made of matches nothing until somebody writes the dots back."""

from __future__ import annotations

import re

from cncert_kg.exports.entities import Indicator

_HASHES = {32: "MD5", 40: "'SHA-1'", 64: "'SHA-256'", 128: "'SHA-512'"}
"""Name of a hash by its length in hexadecimal digits."""
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")


def pattern(indicator: Indicator) -> str:
    """Give the pattern of an address or a file; empty for a hash or a kind that STIX has no name for."""
    path = _path(indicator)
    escaped = indicator.value.replace("\\", "\\\\").replace("'", "\\'")
    return f"[{path} = '{escaped}']" if path else ""


def _path(indicator: Indicator) -> str:
    match indicator.kind:
        case "domain":
            return "domain-name:value"
        case "url":
            return "url:value"
        case "ip":
            return "ipv6-addr:value" if ":" in indicator.value else "ipv4-addr:value"
        case "hash" if _HEXADECIMAL.fullmatch(indicator.value) and len(indicator.value) in _HASHES:
            return f"file:hashes.{_HASHES[len(indicator.value)]}"
    return ""
