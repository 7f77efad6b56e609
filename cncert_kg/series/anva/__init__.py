"""ANVA's periodicals: mobile malware, the channels it spreads through, and its families."""
