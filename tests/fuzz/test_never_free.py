"""Its patient and subscribers never see a booked slot as free, by stream, cached response or replica, under any load.

Speed does not count: sightings are compared with the database's own records, in the order of both.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import psycopg
import pytest

from gateway.commands.cluster import Cluster
from tests.fuzz import IS_LONG, SEED
from tests.fuzz.crowd import LONG, Clinic, Nuisance, Patient, Returner, Scene, Stranger
from tests.fuzz.truth import Truth, find_lies
from tests.gateway.test_replicas import calls, states
from tests.support import ROOT
from tests.support.clinic import CHIEF, create_user
from tests.support.database import execute, fetch, invariants
from tests.support.gateway import Server, answers, serve, wait_for
from tests.support.redis import redis_server
from tests.support.replicas import catch_up, primary_cluster, replica_of, url_of
from tests.support.streams import Stream, listen

RUNS = 6 if IS_LONG else 1
SECONDS = 10 if IS_LONG else 8
PATIENTS = 6
STRANGERS = 2
FULL_VISITS = 9
DEEDS = {
    "booked", "booked two", "booked soonest", "confirmed", "cancel", "moved", "lapsed", "joined", "offered",
    "offer confirmed", "offer declined", "offer lapsed", "freed", "closed", "swept", "wiped", "paused", "late", "kept",
    "returned",
}  # fmt: skip

# Holds lapse during the test, by the real clock; a third doctor shares Dora's field.
CLINIC = """
update medbook.settings set hold_duration = '1.5 seconds', offer_duration = '1.5 seconds', max_holds_per_user = 20,
       max_bookings_per_user = 100, max_bookings_per_doctor_day = 100, booking_horizon = '300 days';
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
values (calendar.new_doctor_id(), 'Dr. Gus', 'Cardiology', 1, 1, 'EUR', 'UTC');
insert into medbook.services (id, name, minutes) values ('5e000000-0000-4000-8000-000000000010', 'Long', 10);
"""
# So that a commit takes its time between its record in the WAL and the moment when others see it.
COMMITS = ["fsync = on", "commit_siblings = 0", "commit_delay = 50000"]
SLOTS = """
insert into test.slots (doctor_id, id, start_time, end_time)
select d.id, core.new_id(d.id), at, at + interval '5 minutes'
  from (select *, row_number() over (order by id) as n from medbook.doctors where is_active) d
 cross join lateral generate_series(%s::date + time '08:00', %s::date + time '19:00', '2 hours') hour
 cross join lateral generate_series(0, 1) follows
 cross join lateral (
   select (hour + d.n * interval '20 minutes' + follows * interval '5 minutes') at time zone 'UTC' as at) start
returning id::text, doctor_id::text, start_time
"""
# Somebody has visits of two slots, for which others wait.
FULL = """
select api.confirm_booking(%(chief)s, (booked ->> 'created')::uuid) #>> '{booking,id}'
  from unnest(%(slot_ids)s::uuid[]) slot (id)
 cross join lateral api.book_for_patient(%(chief)s, %(somebody)s, slot.id, 'full', %(service_id)s) booked
"""
JOIN = """
select api.join_for_patient(%s, user_id, medbook.doctor_of(id), null, service_id, start_time, start_time + '1 minute')
  from unnest(%s::uuid[], %s::uuid[], %s::uuid[]) wish (user_id, slot_id, service_id)
  join medbook.slots on id = slot_id
"""
OFFERS = """
select case when confirmed_at is not null then 'confirmed' when status = 'FAILED' then 'lapsed' else 'declined' end,
       count(*)
  from medbook.bookings
 where waitlist_id is not null and part_of is null and slot_id = any(%s::uuid[])
 group by 1
"""


@pytest.fixture(scope="module")
def primary() -> Iterator[Cluster]:
    with primary_cluster() as made:
        execute(made.url(), (ROOT / "sql/core/now.sql").read_text())
        execute(made.url(), CLINIC)
        for setting in COMMITS:
            execute(made.url(), f"alter system set {setting}")
        execute(made.url(), "select pg_reload_conf()")
        yield made


@pytest.fixture(scope="module")
def replica(primary: Cluster) -> Iterator[Cluster]:
    with replica_of(primary) as made:
        catch_up(primary, made)
        yield made


@pytest.fixture(scope="module")
def clinic(primary: Cluster, replica: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    logs = tmp_path_factory.mktemp("gateways")
    with redis_server() as redis:
        settings = {
            "MEDBOOK_CACHE": "on",
            "MEDBOOK_REDIS_URL": redis.url,
            "MEDBOOK_REPLICA_URL": url_of(replica),
            "MEDBOOK_REPLICA_LAG": "600",
        }
        with (
            gateway(primary.url(), logs / "many", workers=2, **settings) as many,
            gateway(primary.url(), logs / "one", workers=1, **settings) as one,
        ):
            yield Clinic(primary, replica, redis, many, one)


@contextmanager
def gateway(url: str, log: Path, workers: int, **settings: str) -> Iterator[Server]:
    """Run a gateway; give it when each of its processes asks the replica."""
    with serve(url, log, MEDBOOK_WORKERS=str(workers), **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        wait_for(lambda: list(states(server).values()) == ["is in use"] * workers)
        yield server


@pytest.mark.parametrize("number", range(RUNS))
def test_a_booked_slot_is_never_shown_free_to_the_patient_or_a_subscriber(clinic: Clinic, number: int) -> None:
    replica_reads = calls(clinic.replica, "api.list_slots")
    scene = set_scene(clinic, number)
    play(scene, Random(f"{SEED} {number}"))
    assert scene.faults == []
    assert offers(scene).keys() == {"confirmed", "declined", "lapsed"}
    assert invariants(clinic.url) == []
    assert calls(clinic.replica, "api.list_slots") > replica_reads
    assert all("Traceback" not in server.log.read_text() for server in (clinic.many, clinic.one))


def set_scene(clinic: Clinic, number: int) -> Scene:
    """Open a day for every doctor."""
    query = "select day, day::text, (day + 1)::text from (select current_date + 2 + %s as day) chosen"
    ((day, period_from, period_to),) = fetch(clinic.url, query, number)
    made = fetch(clinic.url, SLOTS, day, day)
    slots: dict[str, str] = {slot_id: doctor_id for slot_id, doctor_id, _ in made}
    starts = {slot_id: start for slot_id, _, start in made}
    at = {(doctor_id, start): slot_id for slot_id, doctor_id, start in made}
    after = {slot_id: at.get((doctor_id, start + timedelta(minutes=5))) for slot_id, doctor_id, start in made}
    fields = fetch(clinic.url, "select distinct specialization from medbook.doctors where is_active order by 1")
    period = {"from": f"{period_from}T00:00:00Z", "to": f"{period_to}T00:00:00Z"}
    following = {slot_id: next_id for slot_id, next_id in after.items() if next_id}
    return Scene(clinic, slots, [name for (name,) in fields], period, starts, following)


def fill(scene: Scene, random: Random, users: list[str]) -> None:
    """Give visits to somebody; everybody waits for all of them: for the whole visit, or one of its slots."""
    url = scene.clinic.url
    somebody, _ = create_user(url)
    slot_ids = random.sample(list(scene.next), FULL_VISITS)
    named = {"chief": CHIEF, "somebody": somebody, "slot_ids": slot_ids, "service_id": LONG}
    with psycopg.connect(url, autocommit=True) as connection:
        scene.full = [booking_id for (booking_id,) in connection.execute(FULL, named)]
        ways = [((slot_id, LONG), (slot_id, None), (scene.next[slot_id], None)) for slot_id in slot_ids]
        wishes = [(user, *random.choice(way)) for user in users for way in ways]
        connection.execute(JOIN, [CHIEF, *map(list, zip(*wishes, strict=True))])


def offers(scene: Scene) -> dict[str, int]:
    """Return how many offers had which end."""
    return dict(fetch(scene.clinic.url, OFFERS, list(scene.slots)))


def play(scene: Scene, random: Random) -> None:
    """Let the crowd in; check every answer and event, and the final state that each client knows."""
    print(f"FUZZ_SEED={SEED}")
    clinic = scene.clinic
    users = [create_user(clinic.url)[0] for _ in range(PATIENTS)]
    patients = [Patient(scene, Random(random.random()), user, n % 2 == 0) for n, user in enumerate(users)]
    strangers = [Stranger(scene, Random(random.random())) for _ in range(STRANGERS)]
    returner = Returner(scene, Random(random.random()))
    slow, rude = (Nuisance(scene, Random(random.random())) for _ in range(2))
    with ExitStack() as opened:
        of_one = [opened.enter_context(listen(clinic.one.base_url, f"doctor_id={d}")) for d in scene.doctors]
        of_many = [opened.enter_context(listen(clinic.many.base_url, f"specialization={f}")) for f in scene.fields]
        lives = [patient.live for patient in patients] + [stranger.live for stranger in strangers]
        fill(scene, random, users)
        run(scene, [*lives, returner.live, slow.delay, rude.disturb])
        check_ends(scene, [of_one, of_many], strangers[0], returner)
    truth = Truth(clinic.url, scene.slots)
    read = [seen for stranger in strangers for seen in stranger.read]
    scene.faults += find_lies(truth, scene.sightings(*of_one), read)
    scene.faults += find_lies(truth, scene.sightings(*of_many))
    scene.faults += find_lies(truth, returner.received)
    scene.faults += [f"reset: {stream.text}" for stream in of_one + of_many if ("reset", None) in stream.events]
    print(f"{dict(scene.done)}, {len(scene.sightings(*of_one))} events, {len(read)} slots read, {offers(scene)}")


def check_ends(scene: Scene, processes: list[list[Stream]], stranger: Stranger, returner: Returner) -> None:
    """Check that every client ends with the final states of the slots. processes: the streams of each process."""
    states = settle(scene)
    for streams in processes:
        try:
            wait_for(lambda: not unknown(scene, streams, states))  # noqa: B023 - called in this round
        except AssertionError:
            assert unknown(scene, streams, states) == {}, [stream.text[-2000:] for stream in streams]
            raise
    returner.settle(states)
    for doctor_id in scene.doctors:
        wait_for(partial(is_listed, stranger, doctor_id, states))


def run(scene: Scene, lives: list[Callable[[], None]]) -> None:
    """Let all live at once, for a time and until each thing has been done."""
    with ThreadPoolExecutor(len(lives)) as threads:
        running = [threads.submit(scene.until_over, live) for live in lives]
        try:
            wait([*running], SECONDS, FIRST_COMPLETED)
            wait_for(lambda: set(scene.done) >= DEEDS or any(life.done() for life in running))
        finally:
            scene.is_over.set()
        for life in running:
            life.result()


def settle(scene: Scene) -> dict[str, str]:
    """Return the states when nobody waits, all holds and offers have lapsed and the replica has caught up."""
    execute(scene.clinic.url, "select api.leave_waitlist(user_id, id) from medbook.waitlist where ended_at is null")
    query = "select id::text, state from api.slot_state where id = any(%s::uuid[])"

    def is_over() -> bool:
        execute(scene.clinic.url, "call booking.sweep()")
        return "held" not in dict(fetch(scene.clinic.url, query, list(scene.slots))).values()

    wait_for(is_over)
    catch_up(scene.clinic.primary, scene.clinic.replica)
    return dict(fetch(scene.clinic.url, query, list(scene.slots)))


def unknown(scene: Scene, streams: list[Stream], states: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the slots, all free when the streams began, whose last state in the streams is not the real one."""
    known = dict.fromkeys(states, "free") | {seen.slot_id: seen.state for seen in scene.sightings(*streams)}
    return {slot_id: (known[slot_id], state) for slot_id, state in states.items() if known[slot_id] != state}


def is_listed(somebody: Stranger, doctor_id: str, states: dict[str, str]) -> bool:
    """Return whether the list of a doctor's slots shows exactly the free ones."""
    listed, _ = somebody.ask(f"/v1/doctors/{doctor_id}/slots", somebody.scene.period)
    slots = somebody.scene.slots
    return listed == {slot for slot, state in states.items() if state == "free" and slots[slot] == doctor_id}
