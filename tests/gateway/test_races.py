"""Races over HTTP: of many patients who want one slot at once, one gets it."""

import asyncio
import json
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from tests.support.clinic import SLOT
from tests.support.database import execute, fetch, invariants, move_clock
from tests.support.gateway import Server, token

CLIENTS = 200
ROUNDS = 50
DOCTORS = 6
SLOTS_EACH = 10
# Doctors whose slots begin at the same times.
TEAM = """
with doctor as (
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
  select calendar.new_doctor_id(), 'Dr. ' || n, 'Crowds', 1, 1, 'EUR', 'Europe/Berlin' from generate_series(1, %s) n
  returning id)
insert into test.slots (doctor_id, id, start_time, end_time)
select id, core.new_id(id), start_time, start_time + interval '30 minutes'
  from doctor, generate_series(1, %s) n,
       lateral (select '2030-01-09Z'::timestamptz + n * interval '1 hour' as start_time) time
"""


class Patient:
    """One patient's kept-alive connection. Bare HTTP, so that the crowd is faster than the gateway."""

    def __init__(self, user_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.token = token(user_id)
        self.reader = reader
        self.writer = writer

    async def post(self, path: str, **fields: str) -> tuple[int, dict[str, Any]]:
        """Send a POST request; return the answer's status and body."""
        body = json.dumps(fields)
        self.writer.write(
            f"POST {path} HTTP/1.1\r\nHost: medbook\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        return int(head.split()[1]), json.loads(await self.reader.readexactly(length))


async def arrive(server: Server, user_ids: list[str]) -> list[Patient]:
    """Connect everybody."""
    host, port = server.base_url.removeprefix("http://").split(":")
    return [Patient(user_id, *await asyncio.open_connection(host, int(port))) for user_id in user_ids]


async def leave(patients: list[Patient]) -> None:
    """Close everybody's connection."""
    for patient in patients:
        patient.writer.close()
        await patient.writer.wait_closed()


async def storm(patients: list[Patient]) -> tuple[Counter[str], Patient, str]:
    """Let everybody ask for the slot at once; return all answers, the one winner, and the winner's booking."""
    answers = await asyncio.gather(*(patient.post("/v1/bookings", slot_id=SLOT) for patient in patients))
    counts = Counter(f"{status} {body.get('error', '')}".strip() for status, body in answers)
    won = [
        (patient, body["created"])
        for patient, (status, body) in zip(patients, answers, strict=True)
        if status == 201
    ]  # fmt: skip
    assert len(won) == 1, counts
    return counts, *won[0]


@pytest.fixture(scope="module")
def crowd(url: str) -> list[str]:
    """The ids of as many patients as there are clients."""
    query = """
      insert into medbook.users (email, password_hash, name)
      select 'crowd' || n || '@example.com', '$argon2id$none', 'Crowd' from generate_series(1, %s) n
      returning id::text
    """
    return [user_id for (user_id,) in fetch(url, query, CLIENTS)]


@pytest.mark.parametrize("ending", ["cancelled", "lapsed"])
def test_one_of_200_wins_each_of_50_rounds_on_the_same_slot(
    server: Server, url: str, crowd: list[str], ending: str
) -> None:
    async def rounds() -> Counter[str]:
        total: Counter[str] = Counter()
        patients = await arrive(server, crowd)
        for _ in range(ROUNDS):
            counts, winner, booking_id = await storm(patients)
            total += counts
            if ending == "lapsed":
                move_clock(url, "2 minutes")
            else:
                status, _ = await winner.post(f"/v1/bookings/{booking_id}/cancel")
                assert status == 200
        await leave(patients)
        return total

    total = asyncio.run(rounds())
    assert total["201"] == ROUNDS
    assert total.keys() <= {"201", "409 SLOT_UNAVAILABLE", "409 SLOT_LOCKED"}
    assert invariants(url) == []
    assert fetch(url, "select count(*) from medbook.bookings") == [(ROUNDS,)]


def test_one_patients_many_devices_all_get_the_same_booking(server: Server, url: str, crowd: list[str]) -> None:
    async def ask_everywhere() -> list[tuple[int, dict[str, Any]]]:
        devices = await arrive(server, crowd[:1] * 50)
        answers = await asyncio.gather(*(device.post("/v1/bookings", slot_id=SLOT) for device in devices))
        await leave(devices)
        return answers

    answers = asyncio.run(ask_everywhere())
    assert Counter(status for status, _ in answers) == {201: 1, 200: 49}
    assert len({body["booking"]["id"] for _, body in answers}) == 1
    assert invariants(url) == []


def test_everybody_who_wants_any_slot_gets_one_as_long_as_there_are(server: Server, url: str, crowd: list[str]) -> None:
    execute(url, TEAM, DOCTORS, SLOTS_EACH)

    async def ask_at_once() -> list[tuple[int, dict[str, Any]]]:
        patients = await arrive(server, crowd[: DOCTORS * SLOTS_EACH])
        answers = await asyncio.gather(
            *(p.post("/v1/bookings/soonest", request_id=str(uuid4()), specialization="Crowds") for p in patients)
        )
        await leave(patients)
        return answers

    answers = asyncio.run(ask_at_once())
    assert Counter(status for status, _ in answers) == {201: DOCTORS * SLOTS_EACH}, answers
    assert len({body["booking"]["slot_id"] for _, body in answers}) == DOCTORS * SLOTS_EACH
    assert invariants(url) == []


def test_a_small_crowd_is_spread_over_the_doctors(server: Server, url: str, crowd: list[str]) -> None:
    execute(url, TEAM.replace("Crowds", "Spread"), DOCTORS, SLOTS_EACH)

    async def ask_in_turn() -> list[tuple[int, dict[str, Any]]]:
        patients = await arrive(server, crowd[: 2 * DOCTORS])
        answers = [
            await p.post("/v1/bookings/soonest", request_id=str(uuid4()), specialization="Spread") for p in patients
        ]
        await leave(patients)
        return answers

    bookings = [body["booking"] for _, body in asyncio.run(ask_in_turn())]
    assert set(Counter(booking["doctor_id"] for booking in bookings).values()) == {2}
    assert sorted({booking["start_time"] for booking in bookings}) == [
        "2030-01-09T01:00:00+00:00",
        "2030-01-09T02:00:00+00:00",
    ]


def test_one_patients_repeated_request_for_any_slot_books_one(server: Server, url: str, crowd: list[str]) -> None:
    async def ask_everywhere() -> list[tuple[int, dict[str, Any]]]:
        request_id = str(uuid4())
        devices = await arrive(server, crowd[:1] * 20)
        answers = await asyncio.gather(
            *(d.post("/v1/bookings/soonest", request_id=request_id, specialization="Cardiology") for d in devices)
        )
        await leave(devices)
        return answers

    answers = asyncio.run(ask_everywhere())
    assert Counter(status for status, _ in answers) == {201: 1, 200: 19}
    assert len({body["booking"]["id"] for _, body in answers}) == 1
    assert invariants(url) == []
