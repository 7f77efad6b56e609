"""Build catalogues of made-up entries, of 100,000 and of 300,000; print CPU seconds, memory, and their ratios.

The peer is the whole graph in one Oxigraph store, loaded and written again: what a build would cost without shards.
Numbers, products and addresses are made up; how many there are of each is as in CNVD's own files.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import factory

PER_FILE = 250
"""Entries in a file, as CNVD shares them."""

PER_YEAR = 30_000
"""Entries of a year."""

BUILD = "from cncert_kg.cli import main; main()"


def entry(number: int, chance: random.Random) -> str:
    """Give one entry: one in six without a CVE number, one in two hundred without a severity."""
    year, serial = 2014 + number // PER_YEAR, 10000 + number % PER_YEAR
    day = f"{year}-{1 + number % 12:02}-{1 + number % 28:02}"
    cve = f"<cves><cve><cveNumber>CVE-{year}-{10000 + number % PER_YEAR}</cveNumber></cve></cves>" if number % 6 else ""
    severity = f"<serverity>{chance.choice('高中低')}</serverity>" if number % 200 else ""
    products = "".join(f"<product>Maker {n} Product {number % 977} {n}.{number % 9}</product>" for n in range(2))
    return (
        f"<vulnerability><number>CNVD-{year}-{serial}</number>{cve}<title>虚构产品{number % 977}存在虚构漏洞</title>"
        f"{severity}<products>{products}</products><isEvent>通用软硬件漏洞</isEvent><submitTime>{day}</submitTime>"
        f"<openTime>{day}</openTime><referenceLink>https://maker.example/advisory/{number}</referenceLink>"
        f"<formalWay>厂商已发布补丁：https://maker.example/patch/{number}</formalWay>"
        f"<description>虚构的描述，只为占位。</description><patchName>虚构产品{number % 977}的补丁</patchName>"
        "</vulnerability>"
    )


def write(folder: Path, count: int) -> None:
    """Write a catalogue of `count` entries."""
    chance = random.Random(count)
    for start in range(0, count, PER_FILE):
        body = "".join(entry(n, chance) for n in range(start, start + PER_FILE))
        text = f'<?xml version="1.0" encoding="UTF-8"?><vulnerabilitys>{body}</vulnerabilitys>'
        (folder / f"{start:07}.xml").write_text(text, encoding="utf-8")


def timed(*arguments: str) -> tuple[float, float, str]:
    """Run a Python process; give its CPU seconds, its peak of memory in MB, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = f"import resource, sys\n{arguments[0]}"
    watched = (
        "import resource, sys, atexit\n"
        "atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, file=sys.stderr))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watched + code, *arguments[1:]], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, float(done.stderr.splitlines()[-1]), done.stdout


def measured(counts: tuple[int, ...]) -> Iterator[tuple[int, float, float, float]]:
    """Give entries, CPU seconds of a first build, of a second one after one file changed, and megabytes."""
    for count in counts:
        with tempfile.TemporaryDirectory() as temporary:
            place = Path(temporary)
            for name in ("documents", "catalogue"):
                (place / name).mkdir()
            (place / "documents" / "week.md").write_bytes(factory.weekly_post(21))
            write(place / "catalogue", count)
            command = [
                "build",
                str(place / "documents"),
                "--cnvd",
                str(place / "catalogue"),
                "-o",
                str(place / "public"),
            ]
            first, memory, said = timed(BUILD, *command)
            print(said.splitlines()[1], flush=True)
            changed = place / "catalogue" / "0000000.xml"
            changed.write_text(changed.read_text("utf-8").replace("<serverity>高", "<serverity>低", 1), "utf-8")
            second, _, _ = timed(BUILD, *command)
            peer, peer_memory, _ = timed(PEER, str(place / "public" / "data" / "cncert-kg.nq"), str(place / "again.nq"))
            print(f"{count} entries: {first:.0f} s, {memory:.0f} MB; one file changed {second:.1f} s", flush=True)
            print(f"  one store, loaded and written: {peer:.0f} s, {peer_memory:.0f} MB", flush=True)
            yield count, first, second, memory


PEER = """
from pyoxigraph import RdfFormat, Store
store = Store()
store.bulk_load(path=sys.argv[1], format=RdfFormat.N_QUADS)
store.dump(output=sys.argv[2], format=RdfFormat.N_QUADS)
"""


def main(counts: tuple[int, ...]) -> None:
    """Print the figures, and how time grows with the number of entries."""
    start = time.monotonic()
    found = list(measured(counts))
    (few, quick, _, _), (many, slow, again, _) = found[0], found[-1]
    print(f"{many / few:.0f} times the entries: {slow / quick:.2f} times the CPU seconds")
    print(f"one file of the largest changed: {again / slow:.1%} of the first build's CPU seconds")
    print(f"{time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or (100_000, 300_000))
