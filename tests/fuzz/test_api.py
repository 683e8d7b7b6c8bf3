"""schemathesis against the running gateway, from its own /openapi.json: with all its checks, in all its phases."""

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import StopReason, events, from_schema
from schemathesis.openapi.checks import MissingHeaderNotRejected, RejectedPositiveData

from gateway.admission.tokens import Tokens
from tests.fuzz import ADDRESS, CANARY, IS_LONG, SEED
from tests.fuzz.conftest import Fuzzed
from tests.support.clinic import ANN, BEN, CHIEF, PASSWORD
from tests.support.database import execute, fetch, invariants, move_clock
from tests.support.gateway import KEY, Server

EXAMPLES = 250 if IS_LONG else 15
PEERS = [ANN, BEN]
LEAST_CASES = 10_000 if IS_LONG else 1_000

# A fuzzed text may be one of these, and where texts are ids, a fuzzed id.
TEXTS = [
    f"{CANARY}@example.com", f"{CANARY} lives in a house", f"'; drop table medbook.users; -- {CANARY}",
    f"{CANARY}\u202e\u0301\U0001f426", f"{CANARY} %s %(x)s {{}} $1 \\", "ann@example.com", "Cardiology", "Dora",
    "2030-01-08T09:00:00Z", "2030-01-08T09:00:00+14:00", "1970-01-01t00:00:00.5z",
]  # fmt: skip
IDS = """
select id::text from medbook.doctors union all (select id::text from medbook.slots where is_available limit 40)
union all select id::text from medbook.bookings where user_id = %s
"""
# What is acted upon: doctors who may leave, leave that may be taken back, visits of an hour ago, appointments that may
# be moved, and where to.
CALENDAR = """
with doctor as (
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
  select calendar.new_doctor_id(), 'Dr. ' || n, 'Cardiology', n, n, 'EUR', 'UTC' from generate_series(1, 20) n
  returning id),
away as (
  insert into medbook.time_off (doctor_id, during, created_at)
  select id, '[2031-01-01Z, 2031-01-02Z)', core.now() from doctor
  returning id),
begun as (
  insert into test.slots (doctor_id, id, start_time, end_time, is_available)
  select id, core.new_id(id), core.now() - interval '1 hour', core.now() - interval '30 minutes', false from doctor
  returning doctor_id, id),
visit as (
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
  select doctor_id, core.new_id(doctor_id), id, %s, 'CONFIRMED', 1, 'EUR', core.now() - interval '1 day', core.now()
    from begun
  returning id),
coming as (
  insert into test.slots (doctor_id, id, start_time, end_time, is_available)
  select id, core.new_id(id), at, at + interval '30 minutes', n %% 2 = 0
    from (select id, row_number() over () as n from doctor) numbered,
         lateral (select core.now() + n * interval '1 day' as at) day
  returning doctor_id, id, is_available),
appointment as (
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
  select doctor_id, core.new_id(doctor_id), id, %s, 'CONFIRMED', 1, 'EUR', core.now() - interval '1 day', core.now()
    from coming where not is_available
  returning id)
select (select array_agg(id::text) from doctor), (select array_agg(id::text) from away),
       (select array_agg(id::text) from visit), (select array_agg(id::text) from appointment),
       (select array_agg(id::text) from coming where is_available)
"""
BOOK = """
select count(api.book_slot(%s, id)) from (
  select id from medbook.slots where is_available order by doctor_id desc, start_time limit 40) free
"""
# Patients of the counter, who all forgot their passwords.
PATIENTS = """
with patient as (
  insert into medbook.users (email, name)
  select gen_random_uuid() || '@example.com', 'Patient ' || n from generate_series(1, 10) n
  returning id, email),
reset as (
  insert into medbook.password_resets (user_id, code_hash, expires_at)
  select id, account.code_digest(%s), core.now() + interval '1 day' from patient)
select array_agg(id::text), array_agg(email::text) from patient
"""
# The tokens of two calendars.
CALENDARS = """
select right(api.renew_calendar_link(%s) ->> 'address', 64), right(api.renew_doctor_link(%s, %s) ->> 'address', 64)
"""
# The token in a reminder.
REMINDER = """
insert into medbook.mails (
  kind, user_id, doctor_id, booking_id, minutes_before, unsubscribe_token, due_at, next_at)
select 'reminder', %s, medbook.doctor_of(id), id, 120, gen_random_uuid(), core.now(), core.now()
  from (select %s::uuid as id) booking
returning unsubscribe_token::text
"""
# Changes of the clinic's rules are answered, and not made: all others are tried by the rules of the test clinic.
RULES = """
create or replace function test.keep_settings() returns trigger language plpgsql as 'begin return old; end';
create or replace trigger keep_settings before update on medbook.settings
  for each row execute function test.keep_settings();
"""
FREE = """
select id::text from medbook.slots where doctor_id = %s and is_available and start_time > core.now() limit 1
"""
STREAM = "/v1/slots/events"
LOGINS = 20
CODE = "c0de-c0de-c0de-c0de-c0de"
EMAILS = {ANN: "ann@example.com", BEN: "ben@example.com", CHIEF: "chief@example.com"}

# What is refused although OpenAPI allows it, since it has no words for it: what an id or another field must be to a
# value, and what is common. All other refusals as INVALID_INPUT of what it allows are failures.
UNSAYABLE = {
    "must be an https URL of at most 2000 characters, without user and fragment",
    "must be a list of booking.held, booking.offered, booking.confirmed, booking.cancelled, booking.rescheduled, "
    "booking.failed, booking.completed, booking.no_show, booking.reinstated",
    "must be a list of at most 3 of 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 10080",
    "must be en or de",
    "must be given, or since, and not both",
    "must be given, or specialization, and not both",
    "must not be over",
    "must be given, or specialization, or service_id, and not the first two",
    "must be given, because a price has both a fee and a currency",
    "must not be given with an empty currency",
    "must be a list of 1 to 50 ids of kinds of visit",
    "has one that is not known",
    "must be a list of 1 to 100 ids of doctors",
    "must be a list of weekdays, from 1 (Monday) to 7",
    "must be later than earliest",
    "must be the next_cursor of an earlier page",
    "must be after from",
    "must be a day, not before from_date",
    "must not be given with from or to",
    "must not be given with doctor_id",
    "must not be before from",
    "must not be the current one",
    "must not be blank",
    "must have no line breaks or invisible characters",
    "must be after from, by at most 31 days",
    "must be at most 365 days after from",
    "must be at most 30 days after from",
    "must be another slot than the booking has",
    "must be refuse or cancel",
    "must be an ISO 4217 code such as EUR",
    "must be an IANA name such as Europe/Berlin",
    "must not be a common password, or made of one",
    "must be an e-mail address of at most 254 characters",
    "must have 5 to 30 characters, among them three digits",
    "must be given first: the code is used together with it",
    "is required for a new e-mail address",
    "must be an ISO 8601 duration such as PT2M",
    "must be positive, at most P10Y",
    "must be from PT0S to P10Y",
    "must be from PT1H to P10Y",
    "must be from PT0S to PT1M",
    "must be longer than min_notice",
    "must be shorter than booking_horizon",
}


def is_failure(_: object, failure: Failure, __: object, response: schemathesis.Response) -> bool:
    """Return whether a failure counts: a refusal because of the database's state or another field does not."""
    if isinstance(failure, MissingHeaderNotRejected) and response.status_code == 428:
        return False
    if not isinstance(failure, RejectedPositiveData) or response.status_code not in {410, 412, 422}:
        return True
    problem = response.json()
    # What is in a document of JSON it has no words for either.
    told = {e["detail"] for e in problem.get("errors", ()) if not e["pointer"].startswith("#/hours")}
    return problem["code"] == "INVALID_INPUT" and not told <= UNSAYABLE


@dataclass
class Run:
    """What came out: requests by phase, checks made, operations that succeeded, failures with how to repeat them."""

    sent: Counter[str] = field(default_factory=Counter)
    checks: set[str] = field(default_factory=set)
    succeeded: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def add(self, event: events.EngineEvent) -> None:
        """Take in one event of the engine."""
        if isinstance(event, events.ScenarioFinished):
            self.add_scenario(event)
        elif isinstance(event, events.NonFatalError):
            self.failures.append(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            self.failures.append(repr(event.exception))
        elif isinstance(event, events.EngineFinished):
            self.failures += [f"{failure.title}: {failure.message}" for failure in event.failures]
            if event.stop_reason != StopReason.COMPLETED:
                self.failures.append(f"stopped: {event.stop_reason}")

    def add_scenario(self, event: events.ScenarioFinished) -> None:
        """Take in one operation's cases in one phase, or one chain of calls."""
        recorder = event.recorder
        self.sent[event.phase.value] += len(recorder.interactions)
        for case_id, interaction in recorder.interactions.items():
            operation = recorder.cases[case_id].value.operation
            if interaction.response is None:
                self.failures.append(f"no answer: {operation.label}")
            elif interaction.response.status_code < 300 and interaction.request.method == operation.method.upper():
                self.succeeded.add(operation.label)
        for check in chain.from_iterable(recorder.checks.values()):
            self.checks.add(check.name)
            if check.failure_info is not None:
                failure = check.failure_info.failure
                self.failures.append(
                    f"{check.name}: {failure.title}\n{failure.message}\n{check.failure_info.code_sample}"
                )


def stock(fuzzed: Fuzzed, caller: str) -> dict[str, list[Any]]:
    """Make sessions and bookings for the caller; return what a text may be, by the field.

    string: any text. logout: the refresh token there, which leaves the others for those who refresh.
    doctor: who is active. forgetful: addresses of those who have a code.
    first, last: days. begin, end: instants. moved, there: appointments, and free slots.
    kept, missed: visits. calendar, its doctor: the token of a doctor's calendar. reminder: that of a mail.
    """
    move_clock(fuzzed.url, "5 minutes")
    execute(fuzzed.url, RULES)
    execute(fuzzed.url, BOOK, caller)
    ids = [id_ for (id_,) in fetch(fuzzed.url, IDS, caller)]
    execute(fuzzed.url, "delete from medbook.time_off where doctor_id is null")
    ((doctors, away, visits, appointments, free),) = fetch(fuzzed.url, CALENDAR, caller, caller)
    ((patients, addresses),) = fetch(fuzzed.url, PATIENTS, CODE)
    login = {"email": EMAILS[caller], "password": PASSWORD}
    answers = [fuzzed.server.client.post("/v1/auth/login", json=login).json() for _ in range(LOGINS)]
    tokens = [answer["refresh_token"] for answer in answers]
    ((calendar, calendar_of_doctor),) = fetch(fuzzed.url, CALENDARS, caller, CHIEF, doctors[0])
    ((reminder,),) = fetch(fuzzed.url, REMINDER, caller, appointments[0])
    return {
        "string": TEXTS + ids,
        "path.patient_id": patients,
        "forgetful": addresses,
        "body.code": [CODE],
        "body.phone": ["+49 30 12345", ""],
        "path.booking_id": ids,
        "path.doctor_id": ids + doctors,
        "path.slot_id": ids,
        "path.time_off_id": away,
        "header.If-Match": ["*"],
        "body.currency": ["EUR"],
        "body.hold_duration": ["PT2M"],
        "body.max_hold": ["PT20M"],
        "body.offer_duration": ["PT15M"],
        "body.min_notice": ["PT0S"],
        "body.booking_horizon": ["P90D"],
        "body.cancel_cutoff": ["P1D"],
        "body.reschedule_cutoff": ["P1D"],
        "body.session_idle": ["P30D"],
        "body.session_lifetime": ["P90D"],
        "body.refresh_grace": ["PT10S"],
        "body.time_zone": ["Europe/Berlin"],
        "body.patient_id": PEERS,
        "body.language": ["en", "de"],
        "query.bookings": ["refuse", "cancel"],
        "path.session_id": [answer["session_id"] for answer in answers],
        "query.cursor": ids,
        "query.token": [calendar, CANARY],
        "calendar": [calendar_of_doctor],
        "its doctor": doctors[:1],
        "reminder": [reminder],
        "body.slot_id": ids,
        "body.email": [EMAILS[caller], f"{CANARY}@example.com"],
        "body.password": [PASSWORD, f"{CANARY} sings at 4 o'clock sharp"],
        "body.current_password": [PASSWORD, CANARY],
        "body.new_password": [f"{CANARY} sings at 5 o'clock sharp"],
        "body.refresh_token": [*tokens, CANARY],
        "kept": visits[::2],
        "missed": visits[1::2],
        "moved": appointments,
        "there": free,
        "doctor": doctors,
        "begin": ["2030-02-01T00:00:00Z"],
        "end": ["2030-02-02T00:00:00Z"],
        "first": ["2030-02-01"],
        "last": ["2030-02-02"],
        "logout": [*tokens[: LOGINS // 2], CANARY],
    }


def configuration(fuzzed: Fuzzed, caller: str | None, users: Path) -> SchemathesisConfig:
    """Return schemathesis' configuration. users: the file of those who can sign in; caller: which, None for nobody."""
    texts = stock(fuzzed, caller or BEN)
    bindings = {name: {"dictionary": name.replace(".", "-"), "probability": 0.6} for name in texts}
    # Leave needs two times or two days, and not both: rare enough, so that whatever else it has is always right.
    leave = {
        name: bindings[values] | {"probability": 1.0}
        for name, values in [("body.from", "begin"), ("body.to", "end"), ("path.doctor_id", "doctor")]
    }
    return SchemathesisConfig.from_dict(
        {
            "base-url": fuzzed.server.base_url,
            "seed": SEED,
            "auth": {"wfc": {"path": str(users), "user": caller, "peers": PEERS}} if caller else {"auto-signup": False},
            "headers": {"User-Agent": f"{CANARY} agent", "X-Forwarded-For": ADDRESS, "Referer": f"http://{CANARY}/"},
            "dictionaries": {name.replace(".", "-"): {"values": values} for name, values in texts.items()},
            "parameters": {name: binding for name, binding in bindings.items() if "." in name},
            "operations": [
                {"include-path": "/v1/auth/logout", "parameters": {"body.refresh_token": bindings["logout"]}},
                {"include-path": "/v1/auth/reset", "parameters": {"body.email": bindings["forgetful"]}},
                # A stream has no end that it could wait for.
                {"include-path": STREAM, "enabled": False},
                {
                    "include-path": "/v1/admin/bookings/{booking_id}/complete",
                    "parameters": {"path.booking_id": bindings["kept"]},
                },
                {
                    "include-path": "/v1/admin/bookings/{booking_id}/no-show",
                    "parameters": {"path.booking_id": bindings["missed"]},
                },
                {
                    "include-path": "/v1/admin/bookings/{booking_id}/reinstate",
                    "parameters": {"path.booking_id": bindings["missed"]},
                },
                {
                    "include-path": "/v1/doctors/{doctor_id}/calendar.ics",
                    "parameters": {"path.doctor_id": bindings["its doctor"], "query.token": bindings["calendar"]},
                },
                {
                    "include-path": "/v1/notifications/unsubscribe",
                    "parameters": {"query.token": bindings["reminder"]},
                },
                {
                    "include-path": "/v1/bookings/{booking_id}/reschedule",
                    "parameters": {"path.booking_id": bindings["moved"], "body.slot_id": bindings["there"]},
                },
                {"include-path": "/v1/admin/bookings", "parameters": {"body.slot_id": bindings["there"]}},
                {
                    "include-path": "/v1/admin/doctors/{doctor_id}/slots",
                    "parameters": {
                        "path.doctor_id": bindings["doctor"],
                        "body.from": bindings["first"],
                        "body.to": bindings["last"],
                    },
                },
                {
                    "include-path": "/v1/admin/doctors/{doctor_id}/time-off",
                    "parameters": leave,
                },
                {"include-path": "/v1/admin/time-off", "parameters": leave},
                {
                    "include-path": "/v1/admin/doctors/{doctor_id}/working-hours",
                    "parameters": {"path.doctor_id": bindings["doctor"]},
                },
            ],
            "generation": {
                "max-examples": EXAMPLES,
                "deterministic": not IS_LONG,
                "database": "none",
                "dictionaries": {"string": bindings["string"]},
            },
            "phases": {"examples": {"fill-missing": True}},
            "continue-on-failure": True,
            "cache": {"enabled": False},
            "output": {"sanitization": {"enabled": False}},
        }
    )


def run(config: SchemathesisConfig, server: Server) -> Run:
    """Run all phases."""
    schema = schemathesis.openapi.from_url(f"{server.base_url}/openapi.json", config=config)
    schema.hooks.hook("filter_failure")(is_failure)
    done = Run()
    for event in from_schema(schema).execute():
        done.add(event)
    return done


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of those who can be signed in, whose tokens last as long as the longest run."""
    tokens = Tokens((KEY,), 24 * 3600)
    made = tmp_path_factory.mktemp("users") / "users.json"
    entries = []
    for user, role in ((ANN, "USER"), (BEN, "USER"), (CHIEF, "ADMIN")):
        header = {"name": "Authorization", "value": "Bearer " + tokens.issue(user, role, str(uuid4()))}
        entries.append({"name": user, "fixedHeaders": [header]})
    made.write_text(json.dumps({"auth": entries}))
    return made


@pytest.fixture(scope="module")
def total() -> Run:
    """What came out of all runs so far."""
    return Run()


@pytest.mark.parametrize("caller", [ANN, CHIEF, None])
def test_every_answer_is_what_openapi_says(fuzzed: Fuzzed, users: Path, total: Run, caller: str | None) -> None:
    done = run(configuration(fuzzed, caller, users), fuzzed.server)
    total.sent += done.sent
    total.checks |= done.checks
    total.succeeded |= done.succeeded
    assert done.failures == [], f"seed {SEED}: " + "\n\n".join(done.failures)
    assert invariants(fuzzed.url) == []


def test_all_checks_were_made(total: Run) -> None:
    assert total.checks == set(CHECKS.get_all_names())


def test_enough_was_sent_in_every_phase(total: Run, capsys: pytest.CaptureFixture[str]) -> None:
    if IS_LONG:
        with capsys.disabled():
            print(f"\nseed {SEED}: {total.sent.total()} requests, by phase: {dict(total.sent)}")
    assert total.sent.total() >= LEAST_CASES
    assert all(total.sent[phase] > 0 for phase in ("examples", "coverage", "fuzzing", "stateful"))


def test_every_operation_succeeded_at_least_once(fuzzed: Fuzzed, total: Run) -> None:
    paths = fuzzed.server.client.openapi["paths"]
    operations = {f"{method.upper()} {path}" for path, item in paths.items() for method in item if path != STREAM}
    # OpenAPI has no words for fields that exclude each other, so chance may not find a leave that is right.
    chief = fuzzed.server.client.by(CHIEF, "ADMIN")
    leave = {"from": "2030-02-01T00:00:00Z", "to": "2030-02-02T00:00:00Z"}
    doctor = {
        "name": "Dr. Late",
        "specialization": "Cardiology",
        "experience_years": 1,
        "fee": 1,
        "currency": "EUR",
        "time_zone": "UTC",
    }
    doctor_id = chief.post("/v1/admin/doctors", json=doctor).json()["created"]
    assert chief.post(f"/v1/admin/doctors/{doctor_id}/time-off", json=leave).status_code == 201
    # Nor may it find a slot that is still free together with somebody who has time.
    hours = {"hours": [{"weekday": 2, "start": "09:00", "end": "11:00", "slot_minutes": 30}]}
    assert chief.request("PUT", f"/v1/admin/doctors/{doctor_id}/working-hours", json=hours).status_code == 200
    days = {"from": "2030-01-08", "to": "2030-01-15"}
    assert chief.post(f"/v1/admin/doctors/{doctor_id}/slots", json=days).json()["opened"] > 0
    ((slot_id,),) = fetch(fuzzed.url, FREE, doctor_id)
    patient_id = chief.post("/v1/admin/users", json={"name": "Pat Patient"}).json()["created"]
    booking = {"slot_id": slot_id, "patient_id": patient_id, "reason": "by telephone"}
    assert chief.post("/v1/admin/bookings", json=booking).status_code == 201
    # Nor doctors without their specialization, or the reverse, for somebody who may hold one more.
    move_clock(fuzzed.url, "5 minutes")
    wish = {"request_id": str(uuid4()), "doctor_ids": [doctor_id], "weekdays": [2]}
    assert chief.post("/v1/bookings/soonest", json=wish).status_code == 201
    ((slot_id,),) = fetch(fuzzed.url, FREE, doctor_id)
    assert chief.post("/v1/bookings", json={"slot_id": slot_id}).status_code == 201
    # Nor a wish for nothing that is free.
    wish = {"doctor_id": doctor_id, "weekdays": [7]}
    waits = chief.post("/v1/waitlist", json=wish).json()["created"]
    assert chief.request("PATCH", f"/v1/admin/waitlist/{waits}", json={"priority": 1}).status_code == 200
    assert chief.request("DELETE", f"/v1/waitlist/{waits}").status_code == 200
    assert chief.post("/v1/admin/waitlist", json=wish | {"patient_id": patient_id}).status_code == 201
    # Nor any URL that is one.
    webhooks = "/v1/admin/webhooks"
    webhook = f"{webhooks}/" + chief.post(webhooks, json={"url": "https://receiver.example/"}).json()["created"]
    assert chief.request("PATCH", webhook, json={"is_disabled": True}).status_code == 200
    assert chief.post(f"{webhook}/secret").status_code == 200
    assert chief.post(f"{webhook}/replay", json={"since": "2030-01-01T00:00:00Z"}).status_code == 200
    assert chief.get(f"{webhook}/deliveries").status_code == 200
    assert chief.request("DELETE", webhook).status_code == 200
    by_hand = {
        "POST /v1/admin/doctors/{doctor_id}/time-off",
        "GET /v1/admin/doctors/{doctor_id}/slots",
        "POST /v1/admin/bookings",
        "POST /v1/bookings",
        "POST /v1/bookings/soonest",
        "POST /v1/waitlist",
        "POST /v1/admin/waitlist",
        "DELETE /v1/waitlist/{waitlist_id}",
        "PATCH /v1/admin/waitlist/{waitlist_id}",
    }
    by_hand |= {operation for operation in operations if f" {webhooks}" in operation}
    assert operations - total.succeeded <= by_hand
