"""What OpenTelemetry is told: spans, received and decoded as a collector does."""

import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest
import yaml  # type: ignore[import-untyped]
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.support import ROOT
from tests.support.clinic import ANN, DORA, PASSWORD, SLOT, create_user
from tests.support.database import fetch
from tests.support.gateway import Client, Server, answers, free_port, given_up, serve, wait_for
from tests.support.otlp import Receiver, receiver
from tests.support.replicas import primary_cluster, replica_of, url_of
from tests.support.streams import listen

ADDRESSES = (f"198.51.100.{n}" for n in count(1))

# One worker: what it has sent before a later span will not come any more.
ONE = {"MEDBOOK_WORKERS": "1", "MEDBOOK_TRUSTED_PROXIES": "127.0.0.0/8"}
SOON = {"OTEL_BSP_SCHEDULE_DELAY": "20"}
NEVER = {"OTEL_BSP_SCHEDULE_DELAY": "86400000"}


def traceparent(trace_id: str, caller: str = "00f067aa0ba902b7", flags: str = "01") -> dict[str, str]:
    return {"traceparent": f"00-{trace_id}-{caller}-{flags}"}


@pytest.fixture(scope="module")
def collector() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture(scope="module")
def server(url: str, collector: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "MEDBOOK_RATE_LIMITS": "on", **ONE, **SOON}
    with serve(url, tmp_path_factory.mktemp("gateway") / "log", **settings) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.fixture
def client(anybody: Client) -> Client:
    """Somebody at an address where nobody was before."""
    return anybody.at(next(ADDRESSES))


@pytest.fixture
def trace_id() -> str:
    return secrets.token_hex(16)


def test_a_request_is_a_span_named_by_its_route_with_a_span_for_each_function_below(
    client: Client, collector: Receiver, trace_id: str
) -> None:
    booked = client.by(ANN).post("/v1/bookings", json={"slot_id": SLOT}, headers=traceparent(trace_id))
    assert booked.status_code == 201
    request, functions = collector.request(trace_id)
    assert (request.name, request.kind, request.is_error) == ("POST /v1/bookings", "SERVER", False)
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": "/v1/bookings",
        "http.response.status_code": 201,
    }
    assert request.resource["service.name"] == "medbook"
    assert [(span.name, span.kind) for span in functions if span.name != "account.list_revoked"] == [
        ("limits.take_each", "CLIENT"),
        ("api.book_slot", "CLIENT"),
    ]
    assert functions[-1].attributes == {
        "db.system.name": "postgresql",
        "db.stored_procedure.name": "api.book_slot",
        "medbook.server": "primary",
    }
    begins, ends = request.encoded.start_time_unix_nano, request.encoded.end_time_unix_nano
    for span in functions:
        assert begins <= span.encoded.start_time_unix_nano <= span.encoded.end_time_unix_nano <= ends


def test_the_callers_span_is_the_parent_and_its_tracestate_is_kept(
    client: Client, collector: Receiver, trace_id: str
) -> None:
    headers = {**traceparent(trace_id, "b7ad6b7169203331"), "tracestate": "vendor=opaque"}
    client.get("/v1/specializations", headers=headers)
    request, functions = collector.request(trace_id)
    assert request.parent_id == "b7ad6b7169203331"
    assert {span.encoded.trace_state for span in (request, *functions)} == {"vendor=opaque"}


def test_what_the_caller_does_not_sample_is_not_sent(client: Client, collector: Receiver, trace_id: str) -> None:
    refused = client.get("/v1/me", headers=traceparent(trace_id, flags="00"))
    assert refused.json()["trace_id"] == trace_id
    later = secrets.token_hex(16)
    client.get("/v1/me", headers=traceparent(later))
    collector.request(later)
    assert collector.of_trace(trace_id) == []


@pytest.mark.parametrize("given", [None, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "01-made-up"])
def test_the_trace_id_is_the_problems(client: Client, collector: Receiver, given: str | None) -> None:
    refused = client.get("/v1/me", headers={"traceparent": given} if given else {})
    request, _ = collector.request(refused.json()["trace_id"])
    assert request.attributes["medbook.code"] == "INVALID_TOKEN"
    assert request.is_error is False


@pytest.mark.parametrize("is_given", [True, False])
def test_the_trace_id_is_that_of_the_history_and_of_the_audit(
    client: Client, collector: Receiver, url: str, trace_id: str, is_given: bool
) -> None:
    user_id, _ = create_user(url)
    headers = traceparent(trace_id) if is_given else {}
    client.by(user_id).post("/v1/bookings", json={"slot_id": SLOT}, headers=headers)
    ((in_history,),) = fetch(url, "select trace_id from medbook.booking_history where actor_id = %s", user_id)
    assert collector.request(in_history)[0].name == "POST /v1/bookings"
    client.by(user_id).get("/v1/admin/users", headers=headers)
    ((in_audit,),) = fetch(url, "select trace_id from medbook.audit where actor_id = %s", user_id)
    wait_for(lambda: any(span.name == "GET /v1/admin/users" for span in collector.of_trace(in_audit)))
    assert (in_history == in_audit == trace_id) is is_given


def test_nothing_tells_who_asked_or_for_what(client: Client, collector: Receiver, url: str, trace_id: str) -> None:
    user_id, email = create_user(url)
    word = uuid4().hex
    signed_in = client.sign_in(email).json()
    person = client.with_token(signed_in["access_token"]).saying(**{"User-Agent": word, **traceparent(trace_id)})
    before = len(collector.spans)
    sent = [
        person.post("/v1/auth/login", json={"email": email, "password": PASSWORD}),
        person.post("/v1/auth/login", json={"email": email, "password": word}),
        person.get(f"/v1/doctors?search={word}"),
        person.get(f"/v1/doctors/{DORA}/slots"),
        person.get(f"/v1/bookings/{uuid4()}"),
        person.get(f"/{word}"),
        person.post("/v1/bookings", json={"slot_id": SLOT}),
        person.request("GET", f"/v1/slots/{word}"),
    ]
    wait_for(lambda: sum(span.kind == "SERVER" for span in collector.spans[before:]) >= len(sent))
    told = b"".join(collector.batches).decode("latin-1")
    personal = [word, user_id, email, PASSWORD, DORA, SLOT, signed_in["session_id"], person.headers["X-Forwarded-For"]]
    assert [text for text in (*personal, "127.0.0.1") if text in told] == []
    assert "/v1/bookings/{booking_id}" in told


def test_an_unknown_path_has_no_name_but_its_method(client: Client, collector: Receiver, trace_id: str) -> None:
    client.get("/nowhere", headers=traceparent(trace_id))
    request, _ = collector.request(trace_id)
    assert request.name == "GET"
    assert request.attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 404,
        "medbook.code": "NOT_FOUND",
    }


def test_health_checks_are_no_traces(server: Server, client: Client, collector: Receiver, trace_id: str) -> None:
    for path in ("/livez", "/healthz", "/readyz"):
        assert answers(server, path)
    client.get("/v1/me", headers=traceparent(trace_id))
    collector.request(trace_id)
    assert {"/livez", "/healthz", "/readyz"}.isdisjoint(span.attributes.get("http.route") for span in collector.spans)


def test_a_stream_is_a_span_until_it_begins(server: Server, collector: Receiver) -> None:
    before = len(collector.spans)
    with listen(server.base_url, f"doctor_id={DORA}"):
        # It has come while the stream goes on.
        wait_for(lambda: any(span.name == "GET /v1/slots/events" for span in collector.spans[before:]))


def test_a_websocket_is_a_span_of_its_handshake(server: Server, collector: Receiver, trace_id: str) -> None:
    address = server.base_url.replace("http", "ws", 1) + "/v1/slots/live"
    with connect(address, additional_headers=traceparent(trace_id)):
        request, _ = collector.request(trace_id)
    assert request.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/slots/live",
        "http.response.status_code": 101,
    }
    refused = secrets.token_hex(16)
    with pytest.raises(InvalidStatus):
        connect(address, additional_headers=traceparent(refused), origin=Origin("https://evil.example"))
    request, _ = collector.request(refused)
    assert (request.attributes["http.response.status_code"], request.attributes["medbook.code"]) == (403, "FORBIDDEN")


def test_a_request_that_its_client_gave_up_is_a_span_without_a_code(
    server: Server, client: Client, collector: Receiver, url: str, trace_id: str
) -> None:
    with given_up(server, url, client.by(ANN), **traceparent(trace_id)):
        request, functions = collector.request(trace_id)
    assert request.attributes == {
        "http.request.method": "GET",
        "http.route": "/v1/me",
        "http.response.status_code": 499,
    }
    assert functions[-1].name == "api.get_user"


def test_a_failure_is_an_error_of_the_request_and_of_its_function(
    collector: Receiver, fresh_url: str, tmp_path: Path, trace_id: str
) -> None:
    settings = {"MEDBOOK_LOCK_TIMEOUT": "20", "MEDBOOK_STATEMENT_TIMEOUT": "0.5", **ONE, **SOON}
    with (
        serve(fresh_url, tmp_path / "log", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, **settings) as server,
        psycopg.connect(fresh_url) as blocker,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        ((booking_id,),) = fetch(fresh_url, "select api.book_slot(%s, %s) ->> 'created'", ANN, SLOT)
        blocker.execute("select from medbook.slots where id = %s for update", [SLOT])
        path = f"/v1/bookings/{booking_id}/confirm"
        assert server.client.by(ANN).post(path, headers=traceparent(trace_id)).status_code == 504
        request, functions = collector.request(trace_id)
    assert request.is_error
    assert (request.attributes["error.type"], request.attributes["medbook.code"]) == ("504", "TIMEOUT")
    assert (functions[-1].name, functions[-1].is_error) == ("api.confirm_booking", True)
    assert functions[-1].attributes["error.type"] == functions[-1].attributes["db.response.status_code"] == "57014"


def test_a_function_that_a_replica_runs_says_so(collector: Receiver, tmp_path: Path, trace_id: str) -> None:
    with primary_cluster() as primary, replica_of(primary) as replica:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "MEDBOOK_REPLICA_URL": url_of(replica), **ONE, **SOON}
        with serve(primary.url(), tmp_path / "log", **settings) as server:
            wait_for(lambda: answers(server, "/readyz"))
            wait_for(lambda: "is in use" in server.log.read_text())
            server.client.get("/v1/doctors", headers=traceparent(trace_id))
            _, functions = collector.request(trace_id)
    assert [(span.name, span.attributes["medbook.server"]) for span in functions] == [("api.list_doctors", "replica")]


def test_the_standard_variables_name_the_service_set_the_sampler_and_add_headers(
    url: str, tmp_path: Path, trace_id: str
) -> None:
    with receiver() as collector:
        settings = {
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collector.url}/v1/traces",
            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=the%20key",
            "OTEL_SERVICE_NAME": "the clinic",
            "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": "0",
            **ONE,
        }
        with serve(url, tmp_path / "log", **settings) as server:
            wait_for(lambda: answers(server, "/readyz"))
            server.client.get("/v1/doctors")
            server.client.get("/v1/doctors", headers=traceparent(trace_id))
        request, _ = collector.request(trace_id)
        assert {span.trace_id for span in collector.spans} == {trace_id}
        assert request.resource["service.name"] == "the clinic"
        assert collector.headers["x-key"] == "the key"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_worker_that_ends_sends_what_it_has(url: str, tmp_path: Path, trace_id: str, number: signal.Signals) -> None:
    with receiver() as collector:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **ONE, **NEVER}
        with serve(url, tmp_path / "log", **settings) as server:
            wait_for(lambda: answers(server, "/readyz"))
            server.client.get("/v1/doctors", headers=traceparent(trace_id))
            server.process.send_signal(number)
            assert collector.request(trace_id)[0].name == "GET /v1/doctors"


def test_a_collector_that_hangs_holds_up_no_request_and_no_end(url: str, tmp_path: Path) -> None:
    patient = {"OTEL_EXPORTER_OTLP_TIMEOUT": "86400", "OTEL_BSP_MAX_QUEUE_SIZE": "8"}
    few = {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4"}
    with receiver() as collector:
        collector.is_open.clear()
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **patient, **few, **ONE, **SOON}
        with serve(url, tmp_path / "log", **settings) as server:
            wait_for(lambda: answers(server, "/readyz"))
            server.client.get("/v1/doctors")
            collector.has_begun.wait()
            assert {server.client.get("/v1/doctors").status_code for _ in range(50)} == {200}
        # Nobody had to kill the worker.
        log = server.log.read_text()
        assert collector.spans == []
    assert "gateway is shut down" in log
    assert "SIGKILL" not in log
    assert log.count("dropping Span") == 1


def test_a_collector_that_is_down_costs_a_line_in_the_log(url: str, tmp_path: Path) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    log = tmp_path / "log"
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "MEDBOOK_LOGS_SUCCESSES": "0", **ONE, **SOON}
    with serve(url, log, **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        server.client.get("/v1/doctors")
        wait_for(lambda: "exporting spans batch" in log.read_text())
        before = log.read_text().splitlines()
        assert {server.client.get("/v1/doctors").status_code for _ in range(50)} == {200}
        assert log.read_text().splitlines() == before
    assert len([line for line in before if "span" in line.lower()]) == 1


def test_without_the_extra_the_gateway_says_so_in_a_line_and_does_not_start(url: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['opentelemetry.exporter'] = None\n")
    environment = os.environ | {
        "MEDBOOK_DATABASE_URL": url,
        "MEDBOOK_JWT_KEYS": "k" * 32,
        "MEDBOOK_BIND": f"127.0.0.1:{free_port()}",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
        "PYTHONPATH": str(tmp_path),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gateway/gunicorn.conf.py", "gateway.app:application()"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    assert "medbook[otel]" in line


@pytest.mark.parametrize("more", [{}, {"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}])
def test_without_an_endpoint_nothing_of_traces_is_loaded(more: dict[str, str]) -> None:
    query = "import sys, gateway.app; gateway.app.application(); print(*sys.modules)"
    environment = os.environ | {"MEDBOOK_DATABASE_URL": "postgresql:///unused", "MEDBOOK_JWT_KEYS": "k" * 32}
    if more:
        environment |= {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", **more}
    listed = subprocess.run(
        [sys.executable, "-c", query], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded = listed.stdout.split()
    assert "gateway.app" in loaded
    # The client of Redis loads what it finds of the SDK for metrics.
    unwanted = ("opentelemetry.sdk.trace", "opentelemetry.exporter", "requests", "google", "gateway.observe.traces")
    assert [name for name in loaded if name.startswith(unwanted)] == []


def test_only_the_module_of_traces_imports_opentelemetry() -> None:
    found = {path.name for path in (ROOT / "gateway").rglob("*.py") if "import opentelemetry" in path.read_text()}
    found |= {path.name for path in (ROOT / "gateway").rglob("*.py") if "from opentelemetry" in path.read_text()}
    assert found == {"traces.py"}


def test_the_traces_of_several_workers_all_arrive(url: str, tmp_path: Path) -> None:
    with receiver() as collector:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "MEDBOOK_WORKERS": "2"}
        with serve(url, tmp_path / "log", **settings) as server:
            wait_for(lambda: answers(server, "/readyz"))
            sent = [secrets.token_hex(16) for _ in range(20)]
            for trace_id in sent:
                # On a connection of its own, so that any worker may take it.
                httpx.get(f"{server.base_url}/v1/doctors", headers=traceparent(trace_id), timeout=30)
        assert {span.trace_id for span in collector.spans if span.kind == "SERVER"} == set(sent)


def test_with_the_profile_observe_the_gateways_traces_go_to_jaeger() -> None:
    services = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())["services"]
    profile = (ROOT / "docker/observe.env").read_text()
    endpoint = urlsplit(re.findall(r"^OTEL_EXPORTER_OTLP_ENDPOINT=(.+)$", profile, re.MULTILINE)[0])
    listens = services["jaeger"]["command"]
    assert (endpoint.hostname, listens) == (
        "jaeger",
        [f"--set=receivers.otlp.protocols.http.endpoint=0.0.0.0:{endpoint.port}"],
    )
    for name in ("gateway", "gateway-2"):
        passed_on = {text[2:].partition(":")[0] for text in services[name]["environment"].values() if "{OTEL_" in text}
        assert passed_on == set(re.findall(r"`(OTEL_\w+)`", (ROOT / "docker/README.md").read_text()))
