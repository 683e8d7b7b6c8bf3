"""A crowd that books, awaits and reads a few slots: patients, strangers, a janitor, and a replica that lags."""

from collections import Counter, deque
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from threading import Event, Lock
from time import time
from typing import Any
from uuid import UUID

import httpx

from gateway.commands.cluster import Cluster
from tests.fuzz.truth import Sighting
from tests.support.clinic import CHIEF
from tests.support.database import execute
from tests.support.gateway import Server, authorization, wait_for
from tests.support.redis import RedisServer
from tests.support.replicas import late, paused
from tests.support.streams import Stream, listen

READS = 12
LONG = "5e000000-0000-4000-8000-000000000010"
"""The kind of visit that takes two slots."""


@dataclass(frozen=True)
class Clinic:
    """What all of it runs on. many: a gateway of several processes; one: a gateway of one."""

    primary: Cluster
    replica: Cluster
    redis: RedisServer
    many: Server
    one: Server

    @property
    def url(self) -> str:
        """The administrator's URL of the primary's database."""
        return self.primary.url()


@dataclass
class Scene:
    """One run. slots: the doctor of each. fields: the specializations of their doctors. faults: all that went wrong.

    starts: when each slot starts. next: the slot that follows without a gap, of those that have one. full: the bookings
    of somebody who has what others wait for, until an administrator cancels them. asked: the last requests of
    strangers. lull: held while nobody else may do anything.
    """

    clinic: Clinic
    slots: dict[str, str]
    fields: list[str]
    period: dict[str, str]
    starts: dict[str, datetime]
    next: dict[str, str]
    full: list[str] = field(default_factory=list)
    asked: deque[tuple[str, dict[str, str]]] = field(default_factory=lambda: deque(maxlen=3))
    lull: Lock = field(default_factory=Lock)
    is_over: Event = field(default_factory=Event)
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def doctors(self) -> list[str]:
        """The doctors whose slots these are."""
        return sorted(set(self.slots.values()))

    def choose_list(self, random: Random) -> tuple[str, dict[str, str]]:
        """Return the path and the arguments of one of many requests that list all free slots of somebody."""
        arguments = self.period | {"limit": str(random.randint(90, 100))}
        if random.random() < 0.5:
            return f"/v1/doctors/{random.choice(self.doctors)}/slots", arguments
        return "/v1/slots", arguments | {"specialization": random.choice(self.fields), "per_doctor": "20"}

    def sightings(self, *streams: Stream) -> list[Sighting]:
        """Return the states of the slots that the streams sent."""
        events = [event for stream in streams for event in zip(stream.times, stream.events, strict=False)]
        return [
            Sighting(at, data["id"], data["state"])
            for at, (kind, data) in events
            if kind == "slot" and data["id"] in self.slots
        ]

    def until_over(self, act: Callable[[], None]) -> None:
        """Do something again and again."""
        while not self.is_over.is_set():
            act()


class Caller:
    """Somebody whose every request takes a connection, hence a process, of its own."""

    def __init__(self, scene: Scene, random: Random, user_id: str | None = None, role: str = "USER") -> None:
        self.scene = scene
        self.random = random
        headers = authorization(user_id, role) if user_id else {}
        limits = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(headers=headers, limits=limits, timeout=60)

    def server(self) -> Server:
        """Return the gateway of the next request."""
        return self.random.choice([self.scene.clinic.many, self.scene.clinic.one])

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to some gateway; none may fail, although a busy one may refuse."""
        response = self.http.request(method, self.server().base_url + path, **options)
        if response.status_code == 500:
            self.scene.faults.append(f"{method} {path}: {response.text}")
        return response

    def list(self) -> tuple[set[str], httpx.Response]:
        """Return the slots that some list shows as free, often one that was asked for a moment ago."""
        asked = list(self.scene.asked) if self.random.random() < 0.7 else []
        return self.ask(*self.random.choice(asked or [self.scene.choose_list(self.random)]))

    def ask(self, path: str, arguments: dict[str, str]) -> tuple[set[str], httpx.Response]:
        """Return the slots that a list shows as free."""
        answer = self.request("GET", path, params=arguments)
        return {slot["id"] for slot in answer.json().get("slots", ())}, answer


@dataclass(frozen=True)
class Visit:
    """A booking as its patient knows it. until: when its hold lapses; None when it is confirmed. is_offer: the patient
    waited for it.
    """

    id: str
    slot_ids: tuple[str, ...]
    until: float | None
    is_offer: bool

    @staticmethod
    def of(booking: dict[str, Any], following: dict[str, str]) -> "Visit":
        """Make one of a booking in an answer. following: the slot after each."""
        until = booking["expires_at"]
        slot_ids = [booking["slot_id"]] + ([following[booking["slot_id"]]] if booking["service_id"] else [])
        lapses = datetime.fromisoformat(until).timestamp() if until else None
        return Visit(booking["id"], tuple(slot_ids), lapses, booking["origin"] == "OFFER")

    def lives(self, at: float) -> bool:
        """Tell whether the slot was certainly taken at this time."""
        return self.until is None or at < self.until


class Patient(Caller):
    """Books, confirms, cancels, moves, waits, lets holds lapse; and must see each slot taken while it is theirs."""

    def __init__(self, scene: Scene, random: Random, user_id: str, has_cookies: bool) -> None:
        super().__init__(scene, random, user_id)
        self.has_cookies = has_cookies
        self.visits: dict[str, Visit] = {}
        self.wishes: list[str] = []

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request with the cookie or the header of the last write."""
        response = super().request(method, path, **options)
        if not self.has_cookies:
            self.http.cookies.clear()
            self.http.headers.update({k: v for k, v in response.headers.items() if k == "medbook-written"})
        return response

    def live(self) -> None:
        """Do something, and read it back several times; every other second nobody else acts meanwhile."""
        with self.scene.lull if int(time()) % 2 else nullcontext():
            self.act()
            for _ in range(self.random.randrange(READS)):
                self.read_back()
        self.scene.is_over.wait(self.random.choice([0, 0, 0.1, 0.5]))

    def act(self) -> None:
        """Do one thing to one booking, or book."""
        self.forget_lapsed()
        self.find_offers()
        held = [visit for visit in self.visits.values() if visit.until]
        offers = [visit for visit in held if visit.is_offer]
        kept = [visit for visit in self.visits.values() if not visit.until]
        deeds = ["book", "book", "soonest", "extend", "confirm", "cancel", "move", "join", "join", "leave"]
        if offers:
            deeds += ["answer"] * len(deeds)
        match self.random.choice(deeds):
            case "answer":
                self.answer(self.random.choice(offers))
            case "join":
                self.join()
            case "leave" if self.wishes:
                self.request("DELETE", f"/v1/waitlist/{self.wishes.pop(0)}")
            case "extend" if held:
                self.extend(self.random.choice(held))
            case "confirm" if held:
                self.confirm(self.random.choice(held))
            case "cancel" if held or kept:
                self.give_up(self.random.choice(held + kept), "cancel")
            case "move" if held or kept:
                self.give_up(self.random.choice(held + kept), "reschedule", {"slot_id": self.choose_slot()})
            case "soonest" if len(kept) < 3:
                self.book_soonest()
            case _ if len(kept) < 3:
                self.book()
            case _:
                self.give_up(self.random.choice(kept), "cancel")

    def choose_slot(self) -> str:
        """Return any slot."""
        return self.random.choice(list(self.scene.slots))

    def forget_lapsed(self) -> None:
        """Forget holds that have lapsed, or may lapse while we read."""
        for visit in list(self.visits.values()):
            if not visit.lives(time()):
                del self.visits[visit.id]
                self.scene.done["offer lapsed" if visit.is_offer else "lapsed"] += 1

    def learn(self, answer: httpx.Response, deed: str) -> None:
        """Remember the booking's new state, if the call succeeded."""
        if answer.is_success:
            visit = Visit.of(answer.json()["booking"], self.scene.next)
            self.visits[visit.id] = visit
            self.scene.done[deed] += 1

    def book(self) -> None:
        """Book a slot, or two that follow each other; sometimes confirm it at once, lest it lapses meanwhile."""
        if self.random.random() < 0.4:
            json = {"slot_id": self.random.choice(list(self.scene.next)), "service_id": LONG}
            answer = self.request("POST", "/v1/bookings", json=json)
            self.learn(answer, "booked two")
        else:
            answer = self.request("POST", "/v1/bookings", json={"slot_id": self.choose_slot()})
            self.learn(answer, "booked")
        if answer.is_success and self.random.random() < 0.3:
            self.confirm(self.visits[answer.json()["booking"]["id"]])

    def join(self) -> None:
        """Wait for a slot, if it is taken."""
        slot_id = self.choose_slot()
        start = self.scene.starts[slot_id]
        json = {
            "doctor_id": self.scene.slots[slot_id],
            "from": start.isoformat(),
            "to": (start + timedelta(minutes=1)).isoformat(),
        }
        answer = self.request("POST", "/v1/waitlist", json=json)
        if answer.is_success:
            self.wishes.append(answer.json()["waitlist"]["id"])
            self.scene.done["joined"] += 1

    def answer(self, offer: Visit) -> None:
        """Confirm or decline what was offered."""
        if self.random.random() < 0.5:
            self.learn(self.request("POST", f"/v1/bookings/{offer.id}/confirm"), "offer confirmed")
        else:
            self.give_up(offer, "cancel", deed="offer declined")

    def find_offers(self) -> None:
        """Learn what was offered."""
        answer = self.request("GET", "/v1/bookings", params={"status": "PENDING", "limit": "100"})
        for booking in answer.json()["bookings"] if answer.is_success else ():
            visit = Visit.of(booking, self.scene.next)
            if booking["origin"] == "OFFER" and visit.id not in self.visits and visit.lives(time()):
                self.visits[visit.id] = visit
                self.scene.done["offered"] += 1

    def book_soonest(self) -> None:
        """Book the soonest slot of anybody."""
        wish = self.scene.period | {"request_id": str(UUID(int=self.random.getrandbits(128)))}
        json = wish | {"doctor_ids": self.scene.doctors}
        self.learn(self.request("POST", "/v1/bookings/soonest", json=json), "booked soonest")

    def extend(self, visit: Visit) -> None:
        """Extend a hold."""
        self.learn(self.request("POST", f"/v1/bookings/{visit.id}/extend"), "extended")

    def confirm(self, visit: Visit) -> None:
        """Confirm a hold."""
        self.learn(self.request("POST", f"/v1/bookings/{visit.id}/confirm"), "confirmed")

    def give_up(self, visit: Visit, how: str, body: dict[str, str] | None = None, deed: str | None = None) -> None:
        """Cancel or move a booking: from now on it is only known to live again when that is refused."""
        del self.visits[visit.id]
        answer = self.request("POST", f"/v1/bookings/{visit.id}/{how}", json=body)
        if answer.is_client_error:
            self.visits[visit.id] = visit
        elif answer.is_success:
            self.scene.done[deed or how] += 1
            if body is not None:
                self.learn(answer, "moved")

    def read_back(self) -> None:
        """Read something in which our bookings show."""
        self.random.choice([self.check_list, self.check_list, self.check_booking, self.check_bookings])()

    def check_list(self) -> None:
        """None of our slots is free."""
        listed, answer = self.list()
        self.blame(
            (visit for visit in self.living(time()) if listed.intersection(visit.slot_ids)),
            f"{answer.url} {answer.headers}",
        )

    def check_booking(self) -> None:
        """A booking of ours has the state that we know."""
        if not self.visits:
            return
        visit = self.random.choice(list(self.visits.values()))
        answer = self.request("GET", f"/v1/bookings/{visit.id}")
        if visit.lives(time()) and answer.status_code < 500:
            seen = answer.json().get("booking", {}).get("status")
            self.blame([visit] if seen != status(visit) else [], f"{answer.text}")

    def check_bookings(self) -> None:
        """All of our bookings are listed, in the states that we know."""
        wanted = self.random.choice(["PENDING", "CONFIRMED"])
        answer = self.request("GET", "/v1/bookings", params={"status": wanted, "limit": "100"})
        if answer.is_success:
            listed = {booking["id"] for booking in answer.json()["bookings"]}
            missing = [v for v in self.living(time()) if status(v) == wanted and v.id not in listed]
            self.blame(missing, answer.text)

    def living(self, at: float) -> list[Visit]:
        """Return the bookings of ours that were live until then."""
        return [visit for visit in self.visits.values() if visit.lives(at)]

    def blame(self, visits: Any, what: str) -> None:
        """Report a fault unless the condition holds."""
        who = "cookie" if self.has_cookies else "header"
        self.scene.faults += [f"the booker ({who}) of {visit} was shown {what}" for visit in visits]


def status(visit: Visit) -> str:
    """Return the status of a booking that lives."""
    return "CONFIRMED" if visit.until is None else "PENDING"


class Stranger(Caller):
    """Reads lists at the gateway of one process, each twice, so that one of the two may come from the cache.

    What was not kept counts for nothing: it may come from a replica, which may be late while the feed is silent.
    """

    def __init__(self, scene: Scene, random: Random) -> None:
        super().__init__(scene, random)
        self.read: list[Sighting] = []

    def server(self) -> Server:
        return self.scene.clinic.one

    def live(self) -> None:
        """Read a list twice; remember the slots in cached responses."""
        path, arguments = self.scene.choose_list(self.random)
        self.scene.asked.append((path, arguments))
        for _ in range(2):
            asked = time()
            listed, answer = self.ask(path, arguments)
            at = time()
            if "Age" in answer.headers:
                self.scene.done["kept"] += 1
                self.read += [Sighting(at, slot_id, "free", asked) for slot_id in listed]
        self.scene.is_over.wait(self.random.choice([0, 0.02, 0.1]))


class Returner:
    """Follows a field, leaves again and again, and comes back with the cursor, at whichever process."""

    def __init__(self, scene: Scene, random: Random) -> None:
        self.scene = scene
        self.random = random
        self.query = f"specialization={random.choice(scene.fields)}"
        self.id: str | None = None
        self.received: list[Sighting] = []

    def live(self) -> None:
        """Come back for a moment."""
        self.visit(lambda _: self.scene.is_over.wait(self.random.uniform(0, 1)))
        self.scene.done["returned"] += 1
        self.scene.is_over.wait(self.random.uniform(0, 0.5))

    def visit(self, stay: Callable[[Stream], object]) -> None:
        """Come back and listen for as long as `stay` takes."""
        server = self.random.choice([self.scene.clinic.many, self.scene.clinic.one])
        with listen(server.base_url, self.query, self.id) as stream:
            stay(stream)
        self.id = stream.id
        self.received += self.scene.sightings(stream)
        if ("reset", None) in stream.events:
            self.scene.faults.append(f"reset: {stream.text}")

    def settle(self, states: dict[str, str]) -> None:
        """Reconnect, and wait for the final state of every slot that we ever received."""

        def do_know(stream: Stream) -> bool:
            received = self.received + self.scene.sightings(stream)
            return {seen.slot_id: seen.state for seen in received}.items() <= states.items()

        self.visit(lambda stream: wait_for(lambda: do_know(stream)))


class Nuisance:
    """Makes trouble: the replica is late, Redis loses all, holds are swept, an administrator closes slots and frees
    those that were full.
    """

    def __init__(self, scene: Scene, random: Random) -> None:
        self.scene = scene
        self.random = random
        self.chief = Caller(scene, random, CHIEF, "ADMIN")
        self.closable = random.sample(list(scene.slots), len(scene.slots) // 4)

    def delay(self) -> None:
        """Let the replica be late for a moment, and then catch up, or not wholly."""
        way = self.random.choice([paused, paused, late])
        with way(self.scene.clinic.replica):
            self.scene.is_over.wait(self.random.uniform(0, 1.5))
        self.scene.done[way.__name__] += 1
        self.scene.is_over.wait(self.random.uniform(0, 1.5))

    def disturb(self) -> None:
        """Do one thing that nobody may notice."""
        match self.random.choice(["wipe", "sweep", "sweep", "close", "free", "free"]):
            case "wipe":
                self.scene.clinic.redis.wipe()
                self.scene.done["wiped"] += 1
            case "sweep":
                execute(self.scene.clinic.url, "call booking.sweep()")
                self.scene.done["swept"] += 1
            case "close":
                closed = self.chief.request("DELETE", f"/v1/admin/slots/{self.random.choice(self.closable)}")
                self.scene.done["closed"] += closed.is_success
            case "free" if self.scene.full:
                freed = self.chief.request("POST", f"/v1/bookings/{self.scene.full.pop()}/cancel")
                self.scene.done["freed"] += freed.is_success
        self.scene.is_over.wait(self.random.uniform(0, 0.4))
