"""`make top`: its figures, its screen, and how it behaves in a terminal and without one."""

import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import StringIO
from math import inf
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from gateway.commands.drawing import draw
from gateway.commands.figures import Job, Look, Operation, Pool, Replica, compare, quantile, read
from tests.support import ROOT
from tests.support.clinic import ANN, BEN, SLOT
from tests.support.gateway import Server, answers, free_port, serve, wait_for
from tests.support.terminal import SECONDS, Terminal

# A gateway that has just begun to count.
BUILD = """
medbook_build_info{version="1.2.3",migration="0008.live"} 1
medbook_request_duration_seconds_count{route="/v1/me",method="GET",status="200"} 0
"""
SHOWS_CURSOR, LEAVES_SCREEN = "\x1b[?25h", "\x1b[?1049l"


def look(text: str, at: float = 100) -> Look:
    """Return a look at these metrics, whose names have no prefix."""
    return read(BUILD + re.sub(r"^(\w)", r"medbook_\1", text.strip(), flags=re.MULTILINE) + "\n", at)


def requests(route: str, status: str, *counts: int) -> str:
    """Return the metrics of a route, of which so many requests took up to 0.1, 0.2 and any number of seconds."""
    labels = f'route="{route}",method="GET",status="{status}"'
    bounds = zip(("0.1", "0.2", "+Inf"), counts, strict=True)
    buckets = [f'request_duration_seconds_bucket{{{labels},le="{bound}"}} {count}' for bound, count in bounds]
    return "\n".join([*buckets, f"request_duration_seconds_count{{{labels}}} {counts[-1]}"]) + "\n"


def calls(operation: str, **counts: int) -> str:
    """Return the metric of an operation, by outcome."""
    return "".join(f'calls_total{{operation="{operation}",code="{code}"}} {n}\n' for code, n in counts.items())


def test_calls_are_told_per_second_by_operation_and_code() -> None:
    before = look(calls("book", OK=10, LOCKED=1) + calls("old", OK=1000) + calls("list", OK=5))
    after = look(calls("book", OK=16, LOCKED=3, TAKEN=4) + calls("old", OK=1000) + calls("list", OK=105), at=102)
    figures = compare(before, after)
    assert figures.operations == (
        Operation("list", 50, 1, {}),
        Operation("book", 6, 0.5, {"TAKEN": 2, "LOCKED": 1}),
        Operation("old", 0, None, {}),
    )
    assert list(figures.refusals.items()) == [("TAKEN", 2), ("LOCKED", 1)]


def test_response_times_are_those_between_the_looks_and_not_of_health_checks() -> None:
    before = look(requests("/v1/a", "200", 1000, 1000, 1000) + requests("/v1/b", "500", 0, 0, 0))
    after = look(
        requests("/v1/a", "200", 1050, 1080, 1080)
        + requests("/v1/b", "500", 0, 20, 20)
        + requests("/livez", "200", 9000, 9000, 9000),
        at=110,
    )
    figures = compare(before, after)
    assert (figures.requests, figures.failures) == (10, 0.2)
    assert figures.quantiles == pytest.approx((0.1, 0.19, 0.198))


@pytest.mark.parametrize(
    ("share", "expected"), [(0.25, 0.05), (0.5, 0.1), (0.7, 0.15), (0.9, 0.2), (0.95, inf), (0.99, inf)]
)
def test_a_quantile_is_estimated_in_its_bucket_and_is_unknown_above_the_last_bound(
    share: float, expected: float
) -> None:
    assert quantile({0.1: 50, 0.2: 90, inf: 100}, share) == pytest.approx(expected)


@pytest.mark.parametrize("buckets", [{}, {0.1: 0.0, inf: 0.0}])
def test_without_requests_there_is_no_quantile(buckets: dict[float, float]) -> None:
    assert quantile(buckets, 0.5) is None


def test_after_a_restart_of_the_gateway_all_is_counted_from_zero() -> None:
    before = look(requests("/v1/a", "200", 500, 500, 500) + calls("book", OK=500) + calls("list", OK=10))
    after = look(requests("/v1/a", "200", 6, 8, 8) + calls("book", OK=2) + calls("list", OK=12), at=102)
    figures = compare(before, after)
    assert {each.name: each.rate for each in figures.operations} == {"list": 6, "book": 1}
    assert figures.requests == 4
    assert figures.quantiles[0] == pytest.approx(0.1 * 4 / 6)


def test_a_sum_that_is_less_by_a_rounding_is_no_growth() -> None:
    text = (
        'pool_size{pool="requests"} 4\npool_waits_total{pool="requests"} 3\npool_wait_seconds_total{pool="requests"} '
    )
    (pool,) = compare(look(text + "0.30000000000000004"), look(text + "0.3", at=102)).pools
    assert (pool.waits, pool.wait) == (0, None)


def test_a_clock_that_was_set_back_makes_no_negative_rates() -> None:
    figures = compare(look(calls("book", OK=1)), look(calls("book", OK=2), at=50))
    assert figures.operations[0].rate > 0


def test_pools_replicas_caches_limits_and_jobs_are_told() -> None:
    gauges = """
        pool_size{pool="requests"} 8
        pool_in_use{pool="requests"} 3
        pool_waiting{pool="requests"} 1
        replica_lag_seconds{replica="a"} +Inf
        replica_in_use{replica="a"} 0
        job_failing{cron_job="sweep"} 0
        job_failing{cron_job="new"} 0
        job_failing{cron_job="wrong"} 1
        job_last_success_seconds{cron_job="sweep"} 60
        check_ok{check="sweep"} 1
        check_ok{check="dead rows"} 0
        """
    counters = """
        pool_waits_total{pool="requests"} %d
        pool_wait_seconds_total{pool="requests"} %d
        pool_errors_total{pool="requests",kind="busy"} %d
        pool_errors_total{pool="requests",kind="connect"} %d
        cache_lookups_total{class="profile",level="memory"} %d
        cache_lookups_total{class="profile",level="database"} %d
        rate_limit_refusals_total{policy="auth"} %d
        """
    lines = re.sub("^ +", "", gauges + counters, flags=re.MULTILINE)
    figures = compare(look(lines % ((0,) * 7)), look(lines % (4, 1, 2, 4, 3, 1, 10), at=102))
    assert figures.pools == (Pool("requests", 3, 8, 1, 2, 0.25, 3),)
    assert figures.replicas == (Replica("a", inf, 0),)
    assert figures.caches == {"profile": 0.75}
    assert figures.limits == {"auth": 5}
    assert figures.jobs == (Job("wrong", None, True), Job("new", None, False), Job("sweep", 42, False))
    assert figures.unwell == ("dead rows",)


def everything(count: int, at: float) -> Look:
    """Return a look at a large clinic's gateway in trouble."""
    names = ("sweep lapsed holds", "follow the clinic's time off", "open slots", "purge", "purge more", "log", "check")
    lines = [
        'schema_info{migration="0007.limits"} 1',
        "database_up 1",
        "workers 16",
        "feed_lag_seconds 0.25",
        "subscribers 12345",
        "holds_live 321",
        "holds_lapsed 12",
        *(f'{name}{{pool="{pool}"}} 64' for name in ("pool_size", "pool_in_use") for pool in ("feed", "requests")),
        *(f'{name}{{pool="requests"}} {count}' for name in ("pool_waits_total", "pool_wait_seconds_total")),
        *(
            f'{name}{{replica="replica-{n}:5432"}} 0.5'
            for n in "12"
            for name in ("replica_lag_seconds", "replica_in_use")
        ),
        *(f'cache_lookups_total{{class="{name}",level="memory"}} {count}' for name in ("availability", "profile")),
        *(f'job_failing{{cron_job="{name}"}} 0' for name in names),
        *(f'job_last_success_seconds{{cron_job="{name}"}} 70' for name in names),
        'check_ok{check="dead rows"} 0',
    ]
    codes = dict.fromkeys(("OK", *(f"A_LONG_NAME_OF_A_REFUSAL_{n}" for n in range(9))), count)
    operations = "".join(calls(f"api.operation_with_a_long_name_{n}", **codes) for n in range(40))
    return look("\n".join(lines) + "\n" + operations + requests("/v1/a", "503", count, count, count), at)


def test_all_of_it_fits_a_terminal_of_80_columns_and_24_lines() -> None:
    console = Console(width=80, height=24, file=StringIO())
    with console.capture() as captured:
        console.print(draw(compare(everything(0, 100), everything(900, 102)), "127.0.0.1:9464", "note", 24))
    lines = captured.get().splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    told = "\n".join(lines)
    for part in (
        "workers 16, schema 0007.limits, not 0008.live",
        "5xx 100 %",
        "p50 50 ms",
        "api.operation_with_a_long_n…",
        "64 of 64 in use",
        "lag 250 ms, subscribers 12345",
        "replica-2:5432: lag 500 ms",
        "availability 100 %, profile 100 %",
        "321 live, 12 lapsed",
        "follow the clinic's time off 32 s",
        "dead rows: see health.checks",
    ):
        assert part in told


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(url, tmp_path_factory.mktemp("gateway") / "log", MEDBOOK_WORKERS="1") as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


def environment(server: Server) -> dict[str, str]:
    """Return the environment of somebody who looks at a gateway."""
    return os.environ | {"MEDBOOK_METRICS_BIND": httpx.URL(server.metrics_url).netloc.decode(), "TERM": "xterm"}


TOP = [sys.executable, "-m", "gateway.commands.top"]


@contextmanager
def terminal_of(variables: dict[str, str], command: Sequence[str] = TOP) -> Iterator[Terminal]:
    """Run it in a terminal until the block ends."""
    opened = Terminal(command, ROOT, variables)
    try:
        yield opened
    finally:
        opened.close()


def once(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it without a terminal."""
    return subprocess.run(
        TOP, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_in_a_terminal_it_shows_what_patients_do_and_goes_on(server: Server) -> None:
    ann, ben = server.client.by(ANN), server.client.by(BEN)
    with terminal_of(environment(server)) as terminal:
        terminal.wait_for("requests", most=SECONDS)
        booked = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
        ben.post("/v1/bookings", json={"slot_id": SLOT})
        terminal.wait_for(r"refused +SLOT_UNAVAILABLE \d", most=SECONDS)
        terminal.wait_for(r"api\.book_slot +\d", most=SECONDS)
        ann.post(f"/v1/bookings/{booked}/cancel")
        terminal.wait_for(r"api\.cancel_booking +\d\S* +100 %", most=SECONDS)
        assert terminal.process.poll() is None


@pytest.mark.parametrize("key", ["q", "\x03"], ids=["q", "Ctrl-C"])
def test_a_key_leaves_and_the_terminal_is_as_it_was(server: Server, key: str) -> None:
    with terminal_of(environment(server), ["make", "--silent", "--old-file=.venv/run", "top"]) as terminal:
        before = termios.tcgetattr(terminal.master)
        terminal.wait_for("q leaves", most=SECONDS)
        assert termios.tcgetattr(terminal.master) != before
        # Other keys do nothing.
        terminal.answer(f"x\x1b[A{key}")
        assert terminal.process.wait(SECONDS) == 0
        assert termios.tcgetattr(terminal.master) == before
        assert drained(terminal).endswith(f"{SHOWS_CURSOR}{LEAVES_SCREEN}")


def test_whoever_ends_it_finds_the_terminal_as_it_was(server: Server) -> None:
    with terminal_of(environment(server)) as terminal:
        before = termios.tcgetattr(terminal.master)
        terminal.wait_for("q leaves", most=SECONDS)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(SECONDS) == 128 + signal.SIGTERM
        assert termios.tcgetattr(terminal.master) == before
        assert drained(terminal).endswith(f"{SHOWS_CURSOR}{LEAVES_SCREEN}")


def drained(terminal: Terminal) -> str:
    """Return all that a program has shown that has ended."""
    while True:
        try:
            terminal.pieces.append((0, os.read(terminal.master, 65536).decode()))
        except OSError:
            return terminal.shown


def test_without_a_terminal_it_tells_one_second_and_ends(server: Server) -> None:
    done = once(environment(server))
    assert (done.returncode, done.stderr) == (0, "")
    assert "one second: in a terminal it goes on" in done.stdout
    assert re.search(r"^pool requests +\d of 4 in use", done.stdout, re.MULTILINE)
    assert "\x1b" not in done.stdout


def test_where_no_gateway_answers_one_line_says_what_to_do(server: Server) -> None:
    # The first one has nobody, the second one somebody else.
    for address in (f"127.0.0.1:{free_port()}", httpx.URL(server.base_url).netloc.decode()):
        done = once(os.environ | {"MEDBOOK_METRICS_BIND": address})
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            f"No gateway shows metrics at {address}: start one with make run or make serve, "
            "or name its address in MEDBOOK_METRICS_BIND\n"
        )


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "",
            "MEDBOOK_METRICS_BIND is empty, so the gateway shows no metrics: give it an address, and start it again\n",
        ),
        ("x", "MEDBOOK_METRICS_BIND must be empty, or a host and a port such as 127.0.0.1:9464, not 'x'\n"),
    ],
)
def test_an_address_that_is_none_is_told(address: str, told: str) -> None:
    assert once(os.environ | {"MEDBOOK_METRICS_BIND": address}).stderr == told


def test_it_says_that_the_gateway_is_away_and_goes_on_with_the_next_one(url: str, tmp_path: Path) -> None:
    variables = {"MEDBOOK_METRICS_BIND": f"127.0.0.1:{free_port()}", "MEDBOOK_WORKERS": "1"}

    @contextmanager
    def gateway() -> Iterator[Server]:
        with serve(url, tmp_path / "log", **variables) as running:
            wait_for(lambda: answers(running, "/readyz"))
            yield running

    with ExitStack() as stack:
        with gateway() as first:
            for _ in range(50):
                first.http.get("/v1/specializations")
            terminal = stack.enter_context(terminal_of(os.environ | variables | {"TERM": "xterm"}))
            terminal.wait_for("api.list_specializations", most=SECONDS)
        terminal.wait_for(r"(?s)No gateway shows metrics.*The\s+last\s+answer\s+was\s+at", most=SECONDS)
        terminal.forget()
        with gateway() as second:
            second.http.get("/v1/specializations")
            terminal.wait_for(r"api\.list_specializations +\d", most=SECONDS)
            assert not re.search(r" -\d", terminal.shown)
            terminal.answer("q")
            assert terminal.process.wait(SECONDS) == 0
