"""Server-Timing: what an answer says of how long its parts took, if it is asked to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.test_cache import keeping
from tests.support.clinic import ANN, DORA, SLOT
from tests.support.gateway import Client, Server, answers, serve, wait_for

ORIGIN = "https://www.example.com"
DURATION = re.compile(r"(\w+);dur=([0-9]+\.[0-9]{2})")


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {
        "MEDBOOK_SERVER_TIMING": "on",
        "MEDBOOK_CORS_ORIGINS": ORIGIN,
        "MEDBOOK_WORKERS": "1",
    }
    with serve(url, tmp_path_factory.mktemp("gateway") / "log", **settings) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


def durations(header: str) -> dict[str, float]:
    """Return milliseconds by name."""
    found = [DURATION.fullmatch(part) for part in header.split(", ")]
    return {one[1]: float(one[2]) for one in found if one is not None}


def test_an_answer_says_how_long_admission_the_database_and_all_of_it_took(ann: Client) -> None:
    booked = ann.post("/v1/bookings", json={"slot_id": SLOT})
    told = durations(booked.headers["Server-Timing"])
    assert [*told] == ["admission", "database", "total"]
    # Each is rounded.
    assert told["database"] > 0
    assert told["admission"] + told["database"] <= told["total"] + 0.02


def test_what_did_not_happen_is_not_listed(anybody: Client, ann: Client) -> None:
    path = f"/v1/doctors/{DORA}/slots"
    asked = {
        "refused": anybody.get("/v1/me"),
        "not valid": ann.post("/v1/bookings", json={"slot_id": "x"}),
        "read": anybody.get(path),
        "unknown": anybody.get("/nowhere"),
        "not allowed": anybody.delete("/v1/doctors"),
        "page": anybody.get("/openapi.json"),
    }
    assert {what: [*durations(answer.headers["Server-Timing"])] for what, answer in asked.items()} == {
        "refused": ["admission", "total"],
        "not valid": ["admission", "total"],
        "read": ["admission", "database", "total"],
        "unknown": ["total"],
        "not allowed": ["total"],
        "page": ["total"],
    }


def test_a_cached_answer_lists_no_database(fresh_url: str, tmp_path: Path) -> None:
    path = f"/v1/doctors/{DORA}"
    with keeping(fresh_url, tmp_path / "log", MEDBOOK_SERVER_TIMING="on", MEDBOOK_WORKERS="1") as server:
        first, cached = server.client.get(path), server.client.get(path)
        known = server.client.get(path, headers={"If-None-Match": cached.headers["ETag"]})
    assert ("Age" in cached.headers, known.status_code) == (True, 304)
    assert [[*durations(answer.headers["Server-Timing"])] for answer in (first, cached, known)] == [
        ["admission", "database", "total"],
        ["admission", "total"],
        ["admission", "total"],
    ]


def test_queries_of_admission_are_no_time_of_the_database(fresh_url: str, tmp_path: Path) -> None:
    settings = {"MEDBOOK_SERVER_TIMING": "on", "MEDBOOK_RATE_LIMITS": "on"}
    with serve(fresh_url, tmp_path / "log", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        refused = server.client.by(ANN).post("/v1/bookings", json={})
        assert "RateLimit" in refused.headers
        assert [*durations(refused.headers["Server-Timing"])] == ["admission", "total"]


def test_pages_of_allowed_origins_may_read_it_and_no_others(anybody: Client) -> None:
    assert anybody.get("/v1/doctors", headers={"Origin": ORIGIN}).headers["Timing-Allow-Origin"] == ORIGIN
    assert "Timing-Allow-Origin" not in anybody.get("/v1/doctors", headers={"Origin": "https://evil.example"}).headers
    assert "Timing-Allow-Origin" not in anybody.get("/v1/doctors").headers


def test_by_default_no_answer_has_it(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log") as server:
        wait_for(lambda: answers(server, "/readyz"))
        assert "Server-Timing" not in server.http.get("/v1/doctors").headers
