"""A query that takes too much ends alone: its process is killed, and everybody else is answered meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from cncert_kg import endpoint
from cncert_kg.endpoint import messages
from cncert_kg.endpoint.lanes import Lanes, is_light
from cncert_kg.endpoint.limits import MIB, Limits, half_the_memory
from cncert_kg.endpoint.refusal import RefusalError
from cncert_kg.errors import UsageError
from tests.conftest import ROOT
from tests.serving import SMALL, Service, release, resident, served, served_process
from tests.test_endpoint_limits import connected

ASK = "ASK { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?c < ?i) }"
HUNGRY = "SELECT ?a ?d ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?d LIMIT 1"
QUICK = replace(SMALL, seconds=0.5, light_seconds=0.1, nice_seconds=0.2)


def asked(url: str, query: str, timeout: float = 20.0) -> httpx.Response:
    return httpx.get(f"{url}sparql", params={"query": query}, timeout=timeout)


@contextmanager
def asking(url: str, query: str, number: int = 1) -> Iterator[list[httpx.Response]]:
    """Ask a query in threads meanwhile; the answers are there at the end."""
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(asked(url, query))) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.15)
        yield answers
    finally:
        for thread in threads:
            thread.join()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait for a condition, and say whether it came."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def busy(url: str) -> int:
    """Give how many queries run."""
    return int(httpx.get(f"{url}health").json()["workers"]["busy"])


def test_a_query_that_does_not_end_is_ended() -> None:
    """503 with a code after the time it has, and light queries are answered meanwhile and after."""
    with served(release(), QUICK) as url:
        with asking(url, ENDLESS) as answers:
            assert all(asked(url, ASK).json()["boolean"] for _ in range(5))
        assert answers[0].status_code == 503
        assert answers[0].text == "E_TIMEOUT query: found no answer in 0.5 s, expected one\n"
        assert answers[0].headers["retry-after"] == "60"
        assert asked(url, ASK).json()["boolean"]
        assert 'cncert_kg_kills_total{code="E_TIMEOUT"} 1' in httpx.get(f"{url}metrics").text


def test_a_query_that_takes_too_much_memory_is_ended() -> None:
    """503 with a code, long before its time is over."""
    with served(release(), replace(SMALL, memory=200 * MIB)) as url:
        found = asked(url, HUNGRY)
        assert (found.status_code, found.text[:9]) == (503, "E_MEMORY ")
        assert asked(url, ASK).json()["boolean"]


def test_the_largest_query_is_ended_where_all_together_take_too_much_memory() -> None:
    """None is over its own bound, and the machine stays usable."""
    with served(release(), replace(SMALL, memory_of_all=200 * MIB)) as url:
        found = asked(url, HUNGRY)
        assert found.text.startswith("E_MEMORY query: found more memory taken than all workers together")


def test_a_worker_that_crashes_takes_only_its_query_with_it() -> None:
    """500 with the signal's name, or E_MEMORY where the system killed it, and a new worker for the next query."""
    crashes = {
        signal.SIGSEGV: (500, "E_CRASHED query: found a worker ended by SIGSEGV, expected an answer\n"),
        signal.SIGKILL: (503, "E_MEMORY query: found more memory taken than one worker may have"),
    }
    with served_process(release(), replace(SMALL, seconds=20.0)) as service:
        for number, (status, line) in crashes.items():
            with asking(service.url, ENDLESS) as answers:
                assert until(lambda: busy(service.url) == 1)
                before = service.workers()
                for pid in before:
                    os.kill(pid, number)
            assert answers[0].status_code == status
            assert answers[0].text.startswith(line)
            assert asked(service.url, ASK).json()["boolean"]
            assert not any(map(is_running, before))


def test_a_client_that_leaves_ends_its_query() -> None:
    """Nobody waits for the answer, so nobody works for it."""
    with served(release(), replace(SMALL, seconds=30.0)) as url:
        with connected(url) as connection:
            target = f"/sparql?{urlencode({'query': ENDLESS})}"
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert until(lambda: busy(url) == 1)
        assert until(lambda: busy(url) == 0, 5.0)
        assert asked(url, ASK).json()["boolean"]


def test_who_finds_no_place_is_told_to_come_again() -> None:
    """Some wait, more are refused at once; light queries have places that are kept for them."""
    limits = replace(QUICK, running=2, kept=1, waiting=1, patience=0.2, seconds=1.0)
    with served(release(), limits) as url:
        with asking(url, ENDLESS, 4) as answers:
            assert asked(url, ASK).json()["boolean"]
        assert sorted(a.text.partition(" ")[0] for a in answers) == ["E_BUSY", "E_BUSY", "E_BUSY", "E_TIMEOUT"]
        assert {a.headers["retry-after"] for a in answers if a.text.startswith("E_BUSY")} == {"2"}


def test_a_query_that_only_looks_light_does_not_keep_the_place_of_light_ones() -> None:
    """An ASK that goes on needs a common place, or ends at once."""
    limits = replace(QUICK, running=2, kept=1, waiting=1, patience=0.3, seconds=1.0)
    heavy_ask = f"ASK {{ {{ {ENDLESS} }} FILTER (?n < 0) }}"
    with served(release(), limits) as url, asking(url, ENDLESS) as common:
        found = asked(url, heavy_ask)
        assert found.text == "E_BUSY service: found every place of long queries taken, expected a free one; try again\n"
        assert not common


@pytest.mark.parametrize(
    ("query", "light"),
    [
        ("ASK {}", True),
        ("ask{}", True),
        ("# a comment\nPREFIX a: <http://a#>\nBASE <http://b>\nASK {}", True),
        ("SELECT * {}", False),
        ("# ASK\nSELECT * {}", False),
        ("PREFIX ASK: <x:>\nSELECT * {}", False),
        ("ASKED {}", False),
        ("", False),
        (" " * 65_000 + "x", False),
        ("PREFIX a:" * 7_000, False),
        ("#" * 65_000, False),
    ],
)
def test_a_light_query_says_so_at_its_beginning(query: str, light: bool) -> None:
    """ASK after the prologue; and to see that takes no time, whatever the text."""
    assert is_light(query) is light


def test_places_are_given_in_turn_and_none_is_lost() -> None:
    """Who waits gets the next free place, who gives up or is cancelled leaves it to the next."""

    async def scenario() -> tuple[int, int, int]:
        lanes = Lanes(Limits(running=2, kept=1, waiting=10, patience=5.0))
        await lanes.enter(False)
        waiting = [asyncio.ensure_future(lanes.enter(False)) for _ in range(3)]
        await asyncio.sleep(0)
        lanes.leave(False)  # the first gets the place, and is cancelled before it knows
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
        await waiting[1]
        waiting[2].cancel()
        await asyncio.gather(waiting[2], return_exceptions=True)
        await lanes.enter(True)
        assert not lanes.promote()
        lanes.leave(False)
        assert lanes.promote()
        lanes.leave(False)
        return lanes.common, lanes.light, lanes.waiting

    assert asyncio.run(scenario()) == (0, 0, 0)


def test_a_queue_has_an_end() -> None:
    """Beyond it a query is refused at once."""

    async def scenario() -> None:
        lanes = Lanes(Limits(running=1, kept=0, waiting=0))
        await lanes.enter(False)
        await lanes.enter(False)

    with pytest.raises(RefusalError, match="E_BUSY"):
        asyncio.run(scenario())


def confined(code: str) -> str:
    """Give what a program prints in a confined process."""
    head = (
        "import os, socket; from cncert_kg.endpoint.confinement import bound_memory, confine; confine(os.getppid())\n"
    )
    found = subprocess.run([sys.executable, "-c", head + code], cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or f"{found.returncode}"


@pytest.mark.skipif(sys.platform != "linux", reason="what a process can give up is the system's; this is Linux")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("try: socket.socket()\nexcept OSError as error: print(error.errno)", "13"),
        ("try: socket.getaddrinfo('localhost', 80); socket.create_connection(('127.0.0.1', 80))\n"
         "except OSError as error: print('refused')", "refused"),
        ("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))", "(0, 0)"),
        ("bound_memory(200 << 20)\ntry: bytearray(300 << 20)\nexcept MemoryError: print('refused')", "refused"),
        ("print(open('/proc/self/oom_score_adj').read())", "500"),
    ],
)  # fmt: skip
def test_a_worker_gives_up_what_no_query_needs(code: str, expected: str) -> None:
    """The network, core dumps, memory without end; and it is what the system ends first."""
    assert confined(code) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="sockets are refused on Linux")
def test_not_even_a_query_past_the_guard_reaches_the_network() -> None:
    """SERVICE in Oxigraph itself, asked in a confined process, sends nothing to a listener."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        code = (
            "from pyoxigraph import Store\n"
            f"try: list(Store().query('SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}'))\n"
            "except OSError as error: print('refused')"
        )
        assert confined(code) == "refused"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_worker_ends_with_its_service() -> None:
    """Killed without warning, in the middle of a query, the service leaves no process behind."""
    with served_process(release(), SMALL) as service:
        with connected(service.url) as connection:
            target = f"/sparql?{urlencode({'query': ENDLESS})}"
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert until(lambda: busy(service.url) == 1)
            workers = service.workers()
            service.process.kill()
            assert until(lambda: not any(map(is_running, workers)))
        assert len(workers) >= 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_service_clean(number: signal.Signals, code: int) -> None:
    """With the code of the signal, soon, though a query runs."""
    with served_process(release(), SMALL) as service, connected(service.url) as connection:
        assert service.url.startswith("http://127.0.0.1:")
        target = f"/sparql?{urlencode({'query': ENDLESS})}"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert until(lambda: busy(service.url) == 1)
        workers = service.workers()
        service.process.send_signal(number)
        assert service.process.wait(15) == code
        assert until(lambda: not any(map(is_running, workers)))


def test_workers_that_have_grown_are_exchanged_when_there_is_time() -> None:
    """At rest as many wait as by right, and none holds what queries left in it."""
    with served_process(release(), replace(SMALL, workers=2)) as service:
        assert until(lambda: len(service.workers()) == 2)
        fresh = max(map(resident, service.workers()))
        with asking(service.url, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?a ?d ?e }", 3) as answers:
            pass
        assert {a.status_code for a in answers} == {200}
        assert until(lambda: _is_at_rest(service, fresh + 4 * MIB), 15.0)


def _is_at_rest(service: Service, most: int) -> bool:
    workers = service.workers()
    return len(workers) == 2 and max(map(resident, workers)) < most


def test_what_is_no_release_is_not_served(tmp_path: Path) -> None:
    """One coded line, before anything listens."""
    with pytest.raises(UsageError, match="E_DATA"):
        endpoint.serve(tmp_path, port=0)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("256.1.1.1", 0), ("no.such.host.invalid", 0)])
def test_an_address_that_cannot_be_had_is_one_line(host: str, port: int) -> None:
    """E_LISTEN, with what the system says."""
    with pytest.raises(UsageError, match="E_LISTEN"):
        endpoint.serve(release(), host, port)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """E_EXTRA, and no traceback of an import."""
    monkeypatch.setitem(sys.modules, "cncert_kg.endpoint.serving", None)
    for name in ("uvicorn", "starlette"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "cncert_kg.endpoint.serving")
    with pytest.raises(UsageError, match=r"E_EXTRA serve: needs `pip install 'cncert-kg\[serve\]'`"):
        endpoint.serve(release(), port=0)


@pytest.mark.parametrize(("said", "half"), [("2147483648\n", 1 << 30), ("max\n", 0), ("9" * 30, 0), (None, 0)])
def test_half_of_the_memory_is_half_of_what_there_is(tmp_path: Path, said: str | None, half: int) -> None:
    """Of the machine, or of the container where that has less."""
    if said is not None:
        (tmp_path / "memory.max").write_text(said)
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    assert half_the_memory(tmp_path / "memory.max") == min(half or machine, machine)


def test_a_task_and_an_answer_survive_the_pipe() -> None:
    """What is written is what is read, in every field."""
    task = messages.Task("ASK {}", "csv", "", ("x:a", "x:b"), (), True, "zh", True)
    raw = messages.task_bytes(task)
    assert messages.task(raw[messages.HEAD.size :]) == task
    answer = messages.Answer(b"\x00body", "", "", "json", 3, True, True)
    head = messages.answer_head(answer)
    assert messages.HEAD.unpack(head[: messages.HEAD.size]) == (len(head) - messages.HEAD.size, 5)
    assert messages.answer(head[messages.HEAD.size :], answer.body) == answer
