"""What was checked, how much of it holds, and what does not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check over a release."""

    name: str
    """What was checked: `files`, `quotes` …"""
    done: int
    """How many were checked."""
    failures: tuple[str, ...] = ()
    """One coded line for each that does not hold."""
    unchecked: tuple[str, ...] = ()
    """One coded line, `W_UNCHECKED`, for each kind or copy that could not be checked."""
    said: str = ""
    """What it means that they hold, after the counts."""

    @property
    def line(self) -> str:
        """Give the counts in a line."""
        if not self.done and self.unchecked:
            return f"{self.name}: not checked"
        failed = len(self.failures)
        outcome = f"{failed:,} failures" if failed else "all hold"
        return f"{self.name}: {self.done:,} checked, {outcome}{f' ({self.said})' if self.said else ''}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every check of a release."""

    checks: tuple[Check, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """Every coded line of what does not hold."""
        return tuple(line for check in self.checks for line in check.failures)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Every coded line of what could not be checked."""
        return tuple(line for check in self.checks for line in check.unchecked)

    @property
    def lacks_sources(self) -> bool:
        """Whether sources were given and those of some copy were not among them."""
        return any(line.startswith("W_SOURCE ") for line in self.unchecked)

    @property
    def exit_code(self) -> int:
        """Give 3 where anything fails, 1 where sources were given and some are missing, else 0 (DESIGN §7)."""
        return 3 if self.failures else 1 if self.lacks_sources else 0
