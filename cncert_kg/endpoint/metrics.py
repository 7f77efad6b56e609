"""What the service counts, in the text format of Prometheus (exposition format 0.0.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram of answering times, in seconds."""


class Metrics:
    """Counts since the service started."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str]] = Counter()
        self._kills: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._timed = 0
        self._truncated = 0
        self._bytes = 0

    def answered(self, route: str, status: int, size: int) -> None:
        """Count a request: `route` is `sparql`, `thing`, `file`, `state` or `none`, `size` the bytes of its answer."""
        self._requests[route, str(status)] += 1
        self._bytes += size

    def timed(self, seconds: float, truncated: bool) -> None:
        """Count a query that was answered, after so long."""
        self._seconds += seconds
        self._timed += 1
        self._truncated += truncated
        for bound in BUCKETS:
            self._buckets[bound] += seconds <= bound

    def killed(self, code: str) -> None:
        """Count a worker that was ended, by the code of the reason."""
        self._kills[code] += 1

    def text(self, workers: Mapping[str, int]) -> str:
        """Give all counts; `workers` is how many there are, by what they do."""
        return "".join(f"{line}\n" for line in self._lines(workers))

    def _lines(self, workers: Mapping[str, int]) -> Iterator[str]:
        yield from _head("requests_total", "counter", "Requests by route and status.")
        for (route, status), count in sorted(self._requests.items()):
            yield f'cncert_kg_requests_total{{route="{route}",status="{status}"}} {count}'
        yield from _head("answer_bytes_total", "counter", "Bytes of answers sent.")
        yield f"cncert_kg_answer_bytes_total {self._bytes}"
        yield from _head("query_seconds", "histogram", "Seconds from a query to its answer, waiting included.")
        for bound in BUCKETS:
            yield f'cncert_kg_query_seconds_bucket{{le="{bound:g}"}} {self._buckets[bound]}'
        yield f'cncert_kg_query_seconds_bucket{{le="+Inf"}} {self._timed}'
        yield f"cncert_kg_query_seconds_sum {self._seconds:.6f}"
        yield f"cncert_kg_query_seconds_count {self._timed}"
        yield from _head("truncated_total", "counter", "Answers cut at the most rows.")
        yield f"cncert_kg_truncated_total {self._truncated}"
        yield from _head("kills_total", "counter", "Workers ended, by the code of the reason.")
        for code, count in sorted(self._kills.items()):
            yield f'cncert_kg_kills_total{{code="{code}"}} {count}'
        yield from _head("workers", "gauge", "Workers by what they do; waiting counts queries without one.")
        for state, count in sorted(workers.items()):
            yield f'cncert_kg_workers{{state="{state}"}} {count}'


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP cncert_kg_{name} {about}", f"# TYPE cncert_kg_{name} {kind}"
