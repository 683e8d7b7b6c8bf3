"""Patients who book through the balancer all the time, and remember what was acknowledged."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event
from uuid import uuid4

import httpx

from tests.support.containers import Stack

IN_FLIGHT = 8
ROOM = """
update medbook.settings
   set max_bookings_per_user = 1000, max_bookings_per_doctor_day = 1000, max_holds_per_user = 1000,
       hold_duration = '1 day'
"""
PATIENTS = """
insert into medbook.users (id, email, password_hash, name)
select gen_random_uuid(), gen_random_uuid() || '@example.com', '$argon2id$none', 'Patient'
  from generate_series(1, {number}) returning id
"""
# A doctor whose slots nobody else takes. Nobody has two appointments at a time: each patient asks for one slot only.
SLOTS = """
with doctor as (
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
  values (calendar.new_doctor_id(), 'Dr. Load', 'Radiology', 1, 1, 'EUR', 'UTC') returning id),
slot as (
  insert into medbook.slots (doctor_id, id, start_time, end_time)
  select id, core.new_id(id), at, at + interval '5 minutes'
    from doctor, generate_series(now() + interval '1 day', now() + interval '60 days', interval '5 minutes') at
  returning doctor_id, id, start_time, end_time),
offered as (insert into medbook.calendar (doctor_id, slot_id, start_time, end_time) select * from slot)
select id from slot order by random()
"""


@dataclass
class Load:
    """What happened. reads, writes: how often each status came, or the kind of the error."""

    stack: Stack
    slots: "SimpleQueue[tuple[str, str]]"
    reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)
    crowd: list["Future[None]"] = field(default_factory=list)

    def ask(self, client: httpx.Client, method: str, path: str, **options: object) -> httpx.Response | None:
        """Send a request and count its end."""
        counter = self.reads if method == "GET" else self.writes
        try:
            response = client.request(method, path, **options)  # type: ignore[arg-type]
        except httpx.TransportError as error:
            counter[type(error).__name__] += 1
            return None
        counter[str(response.status_code)] += 1
        return response

    def live(self) -> None:
        """Be patient after patient: look at a slot, and book it."""
        tokens = self.stack.tokens()
        with httpx.Client(base_url=self.stack.base_url, timeout=20) as client:
            while not self.stop.is_set():
                try:
                    patient, slot = self.slots.get_nowait()
                except Empty:
                    return
                self.ask(client, "GET", f"/v1/slots/{slot}")
                signed = {"Authorization": f"Bearer {tokens.issue(patient, 'USER', str(uuid4()))}"}
                answer = self.ask(client, "POST", "/v1/bookings", json={"slot_id": slot}, headers=signed)
                if answer is not None and answer.status_code == 201:
                    self.acknowledged.append(answer.json()["created"])

    def end(self) -> None:
        """Let everybody finish what they do."""
        self.stop.set()
        for patient in self.crowd:
            patient.result()

    def wait_for(self, bookings: int) -> None:
        """Return when so many more bookings have been acknowledged."""
        target = len(self.acknowledged) + bookings
        while len(self.acknowledged) < target:
            assert not self.slots.empty(), f"nothing is left to book: {self.writes}"
            self.stop.wait(0.02)

    def wait_for_refusals(self, writes: int) -> None:
        """Return when so many writes have been refused with 503."""
        while self.writes["503"] < writes:
            assert not self.slots.empty(), f"nothing is left to book: {self.writes}"
            self.stop.wait(0.02)

    def lost(self, service: str = "primary") -> set[str]:
        """Return the acknowledged bookings that the database does not have."""
        return set(self.acknowledged) - set(self.stack.sql("select id from medbook.bookings", service))


@contextmanager
def load(stack: Stack) -> Iterator[Load]:
    """Let the crowd book. The block says when it ends."""
    stack.sql(ROOM)
    slots = stack.sql(SLOTS)
    patients = stack.sql(PATIENTS.format(number=len(slots)))
    queue: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for pair in zip(patients, slots, strict=True):
        queue.put(pair)
    made = Load(stack, queue)
    with ThreadPoolExecutor(IN_FLIGHT) as crowd:
        made.crowd = [crowd.submit(made.live) for _ in range(IN_FLIGHT)]
        try:
            made.wait_for(50)
            yield made
        finally:
            made.end()
