"""Deploying under load: the code is loaded again and again while people book."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import psycopg

from gateway.commands.migrate import migrate
from gateway.config import Config
from tests.support.database import execute, fetch

CALLERS = 4
RELOADS = 10

CLINIC = """
  insert into medbook.users (id, email, password_hash, name)
  select overlay('00000000-0000-4000-8000-000000000000' placing n::text from 1)::uuid,
         'patient' || n || '@example.com', '$argon2id$x', 'Patient ' || n
    from generate_series(1, 4) n;
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
  values ('d0c00001-0000-8000-8000-000000000000', 'Dr. Dora Day', 'Cardiology', 10, 9000, 'EUR', 'Europe/Berlin');
  insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
  select d.id, core.new_id(d.id), now() + n * interval '1 hour', now() + (n + 1) * interval '1 hour'
    from medbook.doctors d, generate_series(24, 31) n;
  insert into medbook.slots (doctor_id, id, start_time, end_time) select * from medbook.calendar
"""

Outcomes = Counter[tuple[str, str]]


class Caller:
    """One patient, who lists, books, confirms and cancels as the gateway calls it, until told to stop."""

    def __init__(self, url: str, number: int) -> None:
        self.conninfo = Config(database_url=url, jwt_keys=("x" * 32,)).conninfo()
        self.user_id = UUID(f"{number}0000000-0000-4000-8000-000000000000")
        self.random = random.Random(number)
        self.outcomes: Outcomes = Counter()

    def call(self, connection: psycopg.Connection, function: str, *arguments: object) -> dict[str, object]:
        """Call a function with a prepared statement; count its answer, or its error."""
        marks = ", ".join(["%s"] * len(arguments))
        statement = f"select r->>'error', r from {function}({marks}) r".encode()
        try:
            row = connection.execute(statement, arguments, prepare=True).fetchone()
        except psycopg.Error as error:
            self.outcomes[function, f"{error.sqlstate} {error}"] += 1
            return {}
        assert row is not None
        error_code, answer = row
        self.outcomes[function, error_code or "success"] += 1
        assert isinstance(answer, dict)
        return answer

    def run(self, stop: Event) -> Outcomes:
        """Call until told to stop."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            while not stop.is_set():
                listed = self.call(connection, "api.list_slots", UUID("d0c00001-0000-8000-8000-000000000000"))
                slots = listed.get("slots")
                if not isinstance(slots, list) or not slots:
                    continue
                slot_id = UUID(self.random.choice(slots)["id"])
                booking = self.call(connection, "api.book_slot", self.user_id, slot_id).get("booking")
                if isinstance(booking, dict):
                    booking_id = UUID(booking["id"])
                    self.call(connection, "api.confirm_booking", self.user_id, booking_id)
                    self.call(connection, "api.cancel_booking", self.user_id, booking_id)
        return self.outcomes


def test_a_reload_under_live_callers_is_noticed_by_none_of_them(empty_url: str) -> None:
    migrate(empty_url)
    execute(empty_url, CLINIC)
    stop = Event()

    with ThreadPoolExecutor(CALLERS) as pool:
        callers = [pool.submit(Caller(empty_url, number).run, stop) for number in range(1, CALLERS + 1)]
        try:
            for _ in range(RELOADS):
                migrate(empty_url)
        finally:
            stop.set()
        outcomes: Outcomes = sum((caller.result() for caller in callers), Counter())

    functions = ("api.list_slots", "api.book_slot", "api.confirm_booking", "api.cancel_booking")
    assert {function for function in functions if outcomes[function, "success"] < RELOADS} == set(), outcomes
    refusals = {outcome for outcome in outcomes if outcome[1] != "success"}
    assert refusals <= {("api.book_slot", "SLOT_UNAVAILABLE"), ("api.book_slot", "SLOT_LOCKED")}, outcomes
    assert fetch(empty_url, "select * from health.check_invariants()") == []
