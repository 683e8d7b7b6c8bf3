"""What is logged: a line for each request in either form, all other lines in the same form, and nothing personal."""

import asyncio
import gc
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any
from uuid import uuid4

import falcon.testing
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from gateway import logs
from gateway.config import version
from gateway.http.problems import ProblemHandlers
from gateway.observe import access
from gateway.observe.access import AccessLog, LoggedApp, Outcome
from tests.support import ROOT
from tests.support.clinic import ANN, DORA, PASSWORD, SLOT, create_user
from tests.support.database import Databases
from tests.support.gateway import Client, Server, answers, authorization, given_up, serve, token, wait_for
from tests.support.streams import listen

SECRET = "a-secret-value"
FORM = r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[\d+\] \[[A-Z]+\] "
READABLE = r"{} in \d+\.\d ms{}, trace [0-9a-f]{{32}}"

Line = dict[str, Any]


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"MEDBOOK_LOGS": "json", "MEDBOOK_TRUSTED_PROXIES": "127.0.0.1", "MEDBOOK_WORKERS": "1"}
    with serve(url, tmp_path_factory.mktemp("gateway") / "log", **settings) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


def lines(log: Path) -> list[Line]:
    """Return all lines of a log. Each must be JSON."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def told(server: Server, request: str) -> Line:
    """Return the one access line of a request, without what differs each time."""
    wait_for(lambda: request in server.log.read_text())
    (line,) = [
        line
        for line in lines(server.log)
        if line["log"]["logger"] == "gateway.access" and line["http"]["request"]["id"] == request
    ]
    return line


def ask(server: Server, method: str, path: str, **headers: str) -> Line:
    """Send a request; return its line."""
    request = uuid4().hex
    response = server.http.request(method, path, headers={"X-Request-Id": request, **headers})
    assert response.headers["X-Request-Id"] == request
    return told(server, request)


def test_a_line_says_what_was_asked_by_whom_and_what_came_of_it(server: Server, ann: Client) -> None:
    began = time()
    answer = ann.saying(**{"X-Request-Id": "my-request.1"}).post("/v1/bookings", json={"slot_id": str(uuid4())})
    line = told(server, "my-request.1")
    assert began - 0.001 <= datetime.fromisoformat(line.pop("@timestamp")).timestamp() <= time()
    assert 0 < line["event"].pop("duration") < (time() - began) * 1e9
    assert line.pop("process")["pid"] != server.process.pid
    assert line == {
        "log.level": "info",
        "message": "POST /v1/bookings 404 SLOT_NOT_FOUND",
        "ecs.version": "1.6.0",
        "log": {"logger": "gateway.access"},
        "event": {"code": "SLOT_NOT_FOUND"},
        "http": {
            "request": {"id": "my-request.1", "method": "POST"},
            "response": {"status_code": 404},
            "route": "/v1/bookings",
        },
        "trace": {"id": answer.json()["trace_id"]},
        "user": {"id": ANN},
        "service": {"name": "medbook", "version": version()},
    }


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", f"/v1/doctors/{DORA}", "GET /v1/doctors/{doctor_id} 200 OK"),
        ("HEAD", "/v1/doctors", "HEAD /v1/doctors 200 OK"),
        ("OPTIONS", "/v1/doctors", "OPTIONS /v1/doctors 200 OK"),
        ("GET", "/livez", "GET /livez 200 OK"),
        ("GET", f"/nowhere/{SLOT}", "GET none 404 NOT_FOUND"),
        ("PUT", "/v1/doctors", "PUT /v1/doctors 405 METHOD_NOT_ALLOWED"),
        ("MADEUP", "/v1/doctors", "other /v1/doctors 405 METHOD_NOT_ALLOWED"),
        ("WEBSOCKET", "/v1/doctors", "WEBSOCKET none 422 INVALID_INPUT"),
        ("GET", "/v1/me", "GET /v1/me 401 INVALID_TOKEN"),
        ("GET", "/v1/doctors?limit=x", "GET /v1/doctors 422 INVALID_INPUT"),
    ],
)
def test_each_request_has_one_line_whatever_it_is(server: Server, method: str, path: str, message: str) -> None:
    assert ask(server, method, path)["message"] == message


def test_a_cached_version_is_told_as_not_modified(server: Server) -> None:
    tag = server.http.get("/v1/doctors").headers["ETag"]
    assert ask(server, "GET", "/v1/doctors", **{"If-None-Match": tag})["http"]["response"]["status_code"] == 304


def test_a_stream_has_its_line_as_it_begins(server: Server) -> None:
    with listen(server.base_url, f"doctor_id={DORA}"):
        wait_for(lambda: "GET /v1/slots/events 200 OK" in [line["message"] for line in lines(server.log)])


def shake_hands(server: Server, path: str, request: str, origin: str | None = None) -> Any:
    """Ask for a WebSocket; return the headers of the answer."""
    address = server.base_url.replace("http", "ws", 1) + path
    given = Origin(origin) if origin else None
    with connect(address, origin=given, additional_headers={"X-Request-Id": request}) as socket:
        assert socket.response is not None
        return socket.response.headers


def test_the_handshake_of_a_websocket_has_a_line_when_it_is_accepted(server: Server) -> None:
    assert shake_hands(server, "/v1/slots/live", "hands-shaken")["X-Request-Id"] == "hands-shaken"
    assert told(server, "hands-shaken")["message"] == "GET /v1/slots/live 101 OK"


@pytest.mark.parametrize(
    ("path", "origin", "message"),
    [
        ("/v1/slots/live", "https://evil.example", "GET /v1/slots/live 403 FORBIDDEN"),
        ("/nowhere", None, "GET none 403"),
    ],
)
def test_the_handshake_of_a_websocket_has_a_line_when_it_is_refused(
    server: Server, path: str, origin: str | None, message: str
) -> None:
    request = uuid4().hex
    with pytest.raises(InvalidStatus):
        shake_hands(server, path, request, origin)
    assert told(server, request)["message"] == message


def test_a_request_that_its_client_gave_up_has_a_line(server: Server, url: str, ann: Client) -> None:
    with given_up(server, url, ann, **{"X-Request-Id": "given-up"}):
        line = told(server, "given-up")
    assert line["message"] == "GET /v1/me 499"
    assert "code" not in line["event"]


def flat(line: Line, above: str = "") -> set[str]:
    """Return the names of a line's fields, with dots."""
    parts = [flat(v, f"{above}{k}.") if isinstance(v, dict) else {above + k} for k, v in line.items()]
    return set().union(*parts)


def test_the_readme_shows_a_line_of_each_form_and_lists_all_fields(server: Server, ann: Client) -> None:
    section = (ROOT / "README.md").read_text().partition("\n## Logs\n")[2].partition("\n## ")[0]
    text, shown = re.findall(r"^```\w*\n(.*)\n```$", section, re.MULTILINE)
    assert re.fullmatch(FORM + READABLE.format("POST /v1/bookings 409 SLOT_UNAVAILABLE", "") + ", user .*", text)
    ann.saying(**{"X-Request-Id": "as-shown"}).get("/v1/me")
    fields = flat(told(server, "as-shown"))
    assert flat(json.loads(shown)) == fields
    listed = {name for row in re.findall(r"^\| (`[^|]*)", section, re.MULTILINE) for name in re.findall("`(.*?)`", row)}
    assert listed == fields | {"error.type", "error.message", "error.stack_trace"}


@pytest.mark.parametrize("unsafe", ["", "x" * 65, "two words", "ann@example.com", "a,b", 'a"b', "a%s", "ä", "{}"])
def test_an_unsafe_request_id_is_replaced_by_the_trace_id(server: Server, unsafe: str) -> None:
    trace = uuid4().hex
    sent = {b"X-Request-Id": unsafe.encode(), b"traceparent": f"00-{trace}-{'1' * 16}-01".encode()}
    answer = server.http.get("/nowhere", headers=sent)
    assert answer.headers["X-Request-Id"] == answer.json()["trace_id"] == trace
    assert told(server, trace)["trace"]["id"] == trace


def test_two_request_ids_are_none(server: Server) -> None:
    answer = server.http.get("/nowhere", headers=[("X-Request-Id", "one"), ("X-Request-Id", "two")])
    assert answer.headers["X-Request-Id"] == answer.json()["trace_id"]


def test_nothing_personal_reaches_the_log(server: Server, url: str) -> None:
    user_id, email = create_user(url)
    client = server.client.at("198.51.100.77").saying(**{"User-Agent": "a-browser-of-ann"})
    session = client.sign_in(email).json()
    assert client.sign_in(email, "a wrong password").status_code == 401
    client.sign_in("nobody@example.com", "another password")
    signed_in = client.with_token(session["access_token"])
    assert signed_in.get("/v1/me").json()["user"]["id"] == user_id
    signed_in.get(f"/v1/doctors/{DORA}/slots", params={"cursor": "a-cursor"})
    booked = signed_in.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    signed_in.get(f"/v1/bookings/{booked}")
    signed_in.get(f"/{email}?token=in-a-query")
    forged = token(user_id)[:-4] + "AAAA"
    request = uuid4().hex
    assert client.with_token(forged).saying(**{"X-Request-Id": request}).get("/v1/me").status_code == 401
    assert "user" not in told(server, request)
    log = server.log.read_text()
    words = {email, PASSWORD, "a wrong password", "another password", session["access_token"], forged, booked, SLOT}
    words |= {session["refresh_token"], "198.51.100.77", "a-browser-of-ann", "a-cursor"}
    words |= {"in-a-query", "@example", session["session_id"]}
    assert {word for word in words if word in log} == set()
    assert user_id in log


def test_what_gunicorn_and_the_gateway_say_is_json_too(fresh_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serve(fresh_url, log, MEDBOOK_LOGS="json", MEDBOOK_WORKERS="1") as running:
        wait_for(lambda: answers(running, "/readyz"))
    loggers = {(line["log"]["logger"], line["message"]) for line in lines(log)}
    assert ("gunicorn.error", "Using worker: asgi") in loggers
    assert ("gateway", "gateway is shut down") in loggers
    assert {line["service"]["name"] for line in lines(log)} == {"medbook"}


def test_a_setting_that_cannot_be_is_told_in_json(fresh_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = {"MEDBOOK_LOGS": "json", "MEDBOOK_LOGS_SUCCESSES": "2"}
    with pytest.raises(AssertionError, match="has ended"), serve(fresh_url, log, **settings):
        pass
    (line,) = lines(log)
    assert (line["log.level"], line["message"]) == (
        "critical",
        "MEDBOOK_LOGS_SUCCESSES must be a number from 0 to 1, not '2'",
    )


def run_command(name: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"gateway.commands.{name}"],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_migration_tells_in_json_what_it_does_and_what_yoyo_does(databases: Databases) -> None:
    with databases.copy("template0") as empty:
        done = run_command("migrate", MEDBOOK_LOGS="json", MEDBOOK_DATABASE_URL=empty)
    assert (done.returncode, done.stdout) == (0, "")
    found = [json.loads(line) for line in done.stderr.splitlines()]
    messages = {(line["log"]["logger"], line["message"]) for line in found}
    assert ("yoyo.migrations", "Applying 0001.roles") in messages
    assert ("gateway", "Bringing the database up to date") in messages


def test_a_command_that_fails_says_why_in_json() -> None:
    done = run_command("migrate", MEDBOOK_LOGS="json", MEDBOOK_DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert (done.returncode, done.stdout) == (1, "")
    last = json.loads(done.stderr.splitlines()[-1])
    assert last["log.level"] == "critical"
    assert last["message"].startswith("PostgreSQL cannot be reached")


def test_what_nobody_caught_in_a_command_is_json_with_its_stack() -> None:
    code = "from gateway.commands import command\ncommand.run(lambda: {}['missing'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=os.environ | {"MEDBOOK_LOGS": "json"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    line = json.loads(done.stderr)
    assert (line["error"]["type"], line["error"]["message"]) == ("KeyError", "'missing'")
    assert "command.py" in line["error"]["stack_trace"]


def test_readable_lines_have_one_form(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_WORKERS="1") as running:
        wait_for(lambda: answers(running, "/readyz"))
        running.http.get("/v1/doctors", headers={"X-Request-Id": "mine"})
        running.http.get("/v1/me", headers=authorization(ANN))
    text = running.log.read_text()
    assert [line for line in text.splitlines() if not re.match(FORM, line)] == []
    assert re.search(FORM + READABLE.format("GET /v1/doctors 200 OK", ", request mine") + "\n", text)
    assert re.search(FORM + READABLE.format("GET /v1/me 200 OK", "") + f", user {ANN}\n", text)


class Recorder:
    """An application with the access log, in this process."""

    def __init__(self, is_json: bool = True, successes: float = 1.0, chance: Callable[[], float] = lambda: 0.5) -> None:
        self.written: list[bytes] = []
        access_log = AccessLog(is_json, successes, self.written.append, chance)
        app = LoggedApp(access_log)
        app.add_middleware(access_log)
        ProblemHandlers(lambda _: False).install(app)
        app.add_route("/ok/{id}", self)
        app.add_route("/bug/{id}", self, suffix="bug")
        self.client = falcon.testing.TestClient(app)

    async def on_get(self, req: Any, resp: Any, id: str) -> None:
        resp.text = id

    async def on_get_bug(self, req: Any, resp: Any, id: str) -> None:
        try:
            int(id)
        except ValueError as error:
            raise LookupError(f"no {id}") from error


@contextmanager
def formatting(is_json: bool) -> Iterator[list[str]]:
    """Give what the gateway logs in this process until the block ends."""
    formatter = logs.JsonFormatter() if is_json else logs.TextFormatter()
    formatted: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: formatted.append(formatter.format(record))  # type: ignore[method-assign]
    logging.getLogger("gateway").addHandler(handler)
    try:
        yield formatted
    finally:
        logging.getLogger("gateway").removeHandler(handler)


@pytest.mark.parametrize("is_json", [True, False])
def test_a_bug_is_logged_once_with_its_stack_and_without_the_texts_of_exceptions(
    is_json: bool,
) -> None:
    recorder = Recorder(is_json)
    with formatting(is_json) as formatted:
        answer = recorder.client.simulate_get(f"/bug/{SECRET}", headers={"X-Request-Id": "buggy"})
    assert answer.status_code == 503
    (bug,) = [line for line in formatted if "LookupError" in line]
    assert "on_get_bug" in bug
    assert re.search(r"LookupError\ncaused by\n +File .*\n +.*\nValueError", bug.replace("\\n", "\n"))
    (line,) = recorder.written
    assert SECRET not in bug + line.decode()
    if is_json:
        read = json.loads(bug)
        assert read["error"].keys() == {"type", "stack_trace"}
        assert read["error"]["type"] == "LookupError"
        assert read["http"] == {"request": {"id": "buggy"}, "route": "/bug/{id}"}
        assert read["trace"] == json.loads(line)["trace"]
        assert json.loads(line)["log.level"] == "error"


@pytest.mark.parametrize("is_json", [True, False])
def test_the_exception_of_a_task_that_nobody_awaits_is_logged_without_its_text(is_json: bool) -> None:
    async def fail() -> None:
        raise ValueError(SECRET)

    async def leave_it() -> None:
        asyncio.get_running_loop().set_exception_handler(logs.on_loop_error)
        await asyncio.wait([asyncio.create_task(fail())])
        gc.collect()

    with formatting(is_json) as formatted:
        asyncio.run(leave_it())
    (line,) = formatted
    assert "Task exception was never retrieved" in line
    assert "ValueError" in line
    assert SECRET not in line


@pytest.mark.parametrize("successes", [0.0, 0.25, 1.0])
def test_a_share_of_successes_is_logged_and_all_refusals(successes: float) -> None:
    chances = iter([n / 100 for n in range(100)] * 2)
    recorder = Recorder(successes=successes, chance=lambda: next(chances))
    for _ in range(100):
        recorder.client.simulate_get("/ok/1")
    assert len(recorder.written) == successes * 100
    for _ in range(10):
        recorder.client.simulate_get("/nowhere")
    assert len(recorder.written) == successes * 100 + 10


@pytest.mark.parametrize("route", ["/v1/doctors/{doctor_id}", None, '/odd/"%s%(x)d\\ä'])
@pytest.mark.parametrize("code", ["OK", None])
@pytest.mark.parametrize("has_user", [True, False])
def test_a_line_is_what_ecs_logging_makes_of_it(route: str | None, code: str | None, has_user: bool) -> None:
    outcome = Outcome(route, "GET", 200, code, True, has_user)
    filled = access.json_line(outcome) % (access.utc(1795813200), 123.0, 1_234_567.0, "request", "trace", "user")
    record = logging.LogRecord("gateway.access", logging.INFO, "", 0, outcome.message, None, None)
    record.created, record.msecs = 1795813200.123, 123.0
    record.__dict__ |= {
        "event.code": code, "event.duration": 1_234_567, "http.request.id": "request", "http.request.method": "GET",
        "http.response.status_code": 200, "http.route": route, "trace.id": "trace",
    }  # fmt: skip
    if has_user:
        record.__dict__["user.id"] = "user"
    assert filled == logs.JsonFormatter().format(record) + "\n"


@pytest.mark.parametrize(("has_own_id", "id_"), [(True, ", request request"), (False, "")])
@pytest.mark.parametrize(("has_user", "user"), [(True, ", user user"), (False, "")])
def test_a_readable_line_has_the_form_of_all_others(has_own_id: bool, id_: str, has_user: bool, user: str) -> None:
    outcome = Outcome('/odd/"%s%(x)d', "GET", 503, "UNAVAILABLE", has_own_id, has_user)
    filled = access.text_line(outcome) % (access.local(1795813200), 123.0, 1.26, "request", "trace", "user")
    message = f'GET /odd/"%s%(x)d 503 UNAVAILABLE in 1.3 ms{id_}, trace trace{user}'
    record = logging.LogRecord("gateway", logging.ERROR, "", 0, message, None, None)
    record.created = 1795813200.0
    assert filled == logs.TextFormatter().format(record) + "\n"


def test_a_log_that_cannot_be_written_stops_nobody(url: str, tmp_path: Path) -> None:
    with serve(url, Path("/dev/full"), MEDBOOK_WORKERS="1") as running:
        assert answers(running, "/livez")


def test_time_is_told_anew_each_second() -> None:
    assert access.utc(0) == "1970-01-01T00:00:00"
    assert access.utc(61) == "1970-01-01T00:01:01"
