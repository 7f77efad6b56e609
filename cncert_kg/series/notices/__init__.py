"""Notices that come out when there is a reason: advisories on vulnerabilities, and alerts."""
