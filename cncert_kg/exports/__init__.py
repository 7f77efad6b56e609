"""A release in the forms that other tools read: STIX 2.1, a MISP feed, FollowTheMoney.

Each of `stix`, `misp` and `ftm` gives paths and pieces of bytes; `exporting` writes them. Equal data give equal bytes:
identifiers come from our IRIs, dates from the data.
"""
