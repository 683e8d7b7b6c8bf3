"""A crowd that wants any slot of a team of doctors, over HTTP."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from tests.bench import servers
from tests.bench.clinic import Clinic, create
from tests.bench.load import Measured, wrk
from tests.bench.report import Row
from tests.bench.requests import Requests
from tests.bench.rounds import Side, Stock, in_turn, latest, rate, share

CROWD = 200
TEAM = 50
USERS_PER_DOCTOR = 200
# Patients confirm what they hold. The crowd does not, so it comes for moments, and its holds are confirmed after each.
MOMENT = 2
CONFIRM = """
with booked as (
  update medbook.bookings set status = 'CONFIRMED', expires_at = null, confirmed_at = now() where status = 'PENDING'
  returning doctor_id, slot_id)
update medbook.slots s set held_until = null from booked b where s.doctor_id = b.doctor_id and s.id = b.slot_id
"""


def soonest(clinic: Clinic) -> list[Row]:
    """Let the crowd book the team's soonest slots, in a database of its own."""
    slots = TEAM * clinic.size.slots // clinic.size.doctors
    seconds = min(clinic.size.seconds, MOMENT)
    size = replace(clinic.size, doctors=TEAM, users=TEAM * USERS_PER_DOCTOR, slots=slots, seconds=seconds)
    with (
        closing(create(clinic.cluster, size, "soonest")) as made,
        TemporaryDirectory(prefix="medbook-bench-") as directory,
    ):
        made.load("people")
        made.load("data")
        made.fetch("update medbook.doctors set specialization = 'Any'")
        made.settle()
        requests = Requests(made, Stock(slots), Path(directory))
        with servers.medbook(made, MEDBOOK_RATE_LIMITS="off") as port:
            (rounds,) = in_turn(made, crowd(made, port, requests.tokens))
    asked = f"POST /v1/bookings/soonest, {CROWD} clients, {TEAM} doctors, wrk"
    return [
        Row(asked, f"{rate(rounds):,.0f}/s", "-", "-", "-", "-", share(rounds)),
        Row("… p99", latest(rounds), "-", "-", "-", "100 ms", "-"),
    ]


def crowd(clinic: Clinic, port: int, tokens: Path) -> Side:
    """Make a side in which everybody asks for any slot, again and again."""

    def run(seconds: float) -> Measured:
        measured = wrk(port, "soonest", seconds, tokens, uuid4().hex[:8], connections=CROWD)
        clinic.fetch(CONFIRM)
        return measured

    return run
