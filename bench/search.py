"""Index catalogues of made-up entries, of 30,000 and of 300,000, and ask them in a browser; print costs and ratios.

The peers are SQLite's FTS5 with its trigrams, which needs a server and finds nothing of fewer than three characters,
and a scan of all texts. Titles are put together from made-up makers and the words that titles of the kind have.
"""

import random
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser

from cncert_kg.iris import DEFAULT_BASE
from cncert_kg.site import renderer
from cncert_kg.site.buckets import terms
from cncert_kg.site.search import Entry, bucket_entries, files, view
from cncert_kg.site.search.grams import normalised
from cncert_kg.site.views.common import FreePage
from cncert_kg.vulnerabilities import Entry as Row
from cncert_kg.vulnerability import Vulnerability
from tests.browsing import started

PER_YEAR = 30_000
KINDS = ("跨站脚本", "SQL注入", "缓冲区溢出", "信息泄露", "权限提升", "拒绝服务", "目录遍历", "任意代码执行")
QUERIES = ("漏洞", "跨站", "存在跨站脚本漏洞", "CVE-2015", "CNVD-2014-12345", "2014-123", "maker 97", "虚构产品")
CHARACTERS = "云安信科网络平台管理系统智能服务数据中心门户设备控制器路由摄像监测移动办公财务教育医疗"

RUN = "q => { const t = performance.now(); return cncertKgSearch.find(q).then(r => [r.results.length, "
RUN += "performance.now() - t, document.querySelectorAll('head script[src*=search]').length - 2]) }"
"""Results, milliseconds, shards; the two scripts of the page itself are none."""


def row(number: int, chance: random.Random) -> Row:
    """Give one entry: five in six have a CVE number."""
    year, serial = 2014 + number // PER_YEAR, 10000 + number % PER_YEAR
    name = "".join(chance.choices(CHARACTERS, k=chance.randint(3, 9)))
    title = f"Maker {number % 977} {name} v{number % 9}.{number % 13}存在{chance.choice(KINDS)}漏洞"
    cves = (f"CVE-{year}-{1000 + chance.randrange(40_000)}",) if number % 6 else ()
    return Row(Vulnerability(f"CNVD-{year}-{serial}", title=title, cves=cves))


def entries(count: int) -> Iterator[Entry]:
    """Give what can be found of so many entries; each time the same."""
    chance = random.Random(count)
    return bucket_entries((row(number, chance) for number in range(count)), DEFAULT_BASE)


def cpu() -> float:
    """Give the CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def written(count: int, place: Path) -> tuple[float, int, int]:
    """Write the index and its page; give CPU seconds, bytes and files. The entries alone are taken off."""
    start = cpu()
    drawn = sum(1 for _ in entries(count))
    drawing, size, number = cpu() - start, 0, 0
    for path, content in files(entries(count)):
        (place / path).parent.mkdir(exist_ok=True)
        (place / path).write_bytes(content)
        size, number = size + len(content), number + 1
    spent = cpu() - start - 2 * drawing
    page = FreePage("search", "home", "search", view)
    path, content = renderer((), terms(DEFAULT_BASE)).free_page(page, "zh")
    (place / path).parent.mkdir()
    (place / path).write_bytes(content)
    assert drawn == count
    return spent, size, number


def trigrams(texts: list[str], place: Path) -> tuple[float, sqlite3.Connection]:
    """Fill a table of SQLite's FTS5; give CPU seconds and the table."""
    start, store = cpu(), sqlite3.connect(place / "fts.db")
    store.execute("CREATE VIRTUAL TABLE found USING fts5(said, tokenize='trigram', detail=full)")
    store.executemany("INSERT INTO found VALUES (?)", ((text,) for text in texts))
    store.commit()
    return cpu() - start, store


def asked(browser: Browser, place: Path, query: str) -> tuple[int, float, int]:
    """Ask in a page of its own, from files; give results, milliseconds and shards."""
    page = browser.new_page()
    page.goto((place / "zh" / "search.html").as_uri())
    count, milliseconds, shards = page.evaluate(RUN, query)
    page.close()
    return count, milliseconds, shards


def matched(store: sqlite3.Connection, query: str) -> int:
    """Ask SQLite; it is given words as phrases."""
    phrases = " AND ".join(f'"{word}"' for word in normalised(query).split())
    return int(store.execute("SELECT count(*) FROM found WHERE found MATCH ?", (phrases,)).fetchone()[0])


def scanned(texts: list[str], query: str) -> int:
    """Look at every text."""
    words = normalised(query).split()
    return sum(all(word in text for word in words) for text in texts)


def measured(count: int, chromium: str) -> float:
    """Print the costs of one catalogue; give the CPU seconds of its index."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        spent, size, number = written(count, place)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(
            f"{count} entries: {spent:.1f} s, {size / 1e6:.1f} MB in {number} files, peak {memory:.0f} MB", flush=True
        )
        texts = ["\n".join(map(normalised, (e.zh, *e.texts))) for e in entries(count)]
        peer, store = trigrams(texts, place)
        peer_size = (place / "fts.db").stat().st_size
        print(f"  SQLite FTS5: {peer:.1f} s ({spent / peer:.1f} times), {peer_size / 1e6:.1f} MB", flush=True)
        with started(chromium) as browser:
            for query in QUERIES:
                compare(query, texts, store, partial(asked, browser, place, query))
        return spent


def compare(query: str, texts: list[str], store: sqlite3.Connection, ask: Callable[[], tuple[int, float, int]]) -> None:
    """Print what a query finds and costs, and check it against a scan."""
    start = time.perf_counter()
    truth = scanned(texts, query)
    scan = time.perf_counter()
    peer = matched(store, query)
    match = time.perf_counter()
    count, milliseconds, shards = ask()
    assert count == truth, query
    print(
        f"  {query}: {count} found in {milliseconds:.0f} ms, {shards} shards; scan {(scan - start) * 1000:.0f} ms;"
        f" FTS5 {peer} in {(match - scan) * 1000:.0f} ms",
        flush=True,
    )


def main(counts: tuple[int, ...]) -> None:
    """Print the figures, and how time grows with the number of entries."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("found no chromium, expected one on the path")
    found = [measured(count, chromium) for count in counts]
    print(f"{counts[-1] / counts[0]:.0f} times the entries: {found[-1] / found[0]:.1f} times the CPU seconds")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or (30_000, 300_000))
