"""Read what CNCERT/CC and its alliances publish, and give it as validated linked data."""

__version__ = "0.1.0"
