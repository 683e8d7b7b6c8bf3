"""The plans of what is called most, in a big clinic: what they read does not grow with the clinic.

Nothing is timed. auto_explain shows the plans inside of functions, and the buffers (8 kB pages) that each touched.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.support import ROOT
from tests.support.database import Databases, execute, fetch, invariants

DOCTOR = UUID("b1600007-0000-8000-8000-000000000000")
OLD_DOCTOR = UUID("b1600200-0000-8000-8000-000000000000")
YOUNG_DOCTOR = UUID("b1700007-0000-8000-8000-000000000000")
PATIENT = UUID("00000007-0000-4000-9000-000000000000")
LISTED = 20

# What each call touches was measured on PostgreSQL 15; the bounds leave half as much again for other versions.
LIST_BUFFERS = 17  # measured: 11
VISIT_BUFFERS = 10  # measured, for each visit that is listed, or found of a doctor: 6.7
BOOK_BUFFERS = 230  # measured, for a patient with 13 bookings: 153, of which their slots are 52
TAKEOVER_BUFFERS = 260  # likewise: 174
SOONEST_BUFFERS = 15  # measured, for each doctor: 10
REFUSAL_BUFFERS = 14  # measured: 9
BOOKINGS_BUFFERS = 400  # measured, for 13 bookings: 268, of which the planner touches half
EXPIRY_BUFFERS = 65  # measured, per hold: 43
CLAIM_BUFFERS = 450  # measured, for 8 deliveries of 5,000: 301
LOOK_BUFFERS = 60  # measured: 39, of which planning anew is 24

SETTINGS = {
    "log_min_duration": "0",
    "log_nested_statements": "on",
    "log_analyze": "on",
    "log_buffers": "on",
    "log_timing": "off",
    "log_format": "json",
    "log_level": "notice",
}

Node = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """What one call answered, and how each of its statements was executed, the outermost last."""

    answer: Any
    statements: Sequence[Node]

    @property
    def buffers(self) -> int:
        """The pages that the whole call touched."""
        plan = self.statements[-1]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])

    def nodes(self) -> Iterator[Node]:
        """All nodes of all plans. A bitmap's index scan gets the table of the heap scan above it."""
        pending: list[Node] = [statement["Plan"] for statement in self.statements]
        while pending:
            node = pending.pop()
            yield node
            table = node.get("Relation Name")
            pending += [{"Relation Name": table, **child} if table else child for child in node.get("Plans", ())]

    def scans(self, table: str) -> list[Node]:
        """The nodes that read this table."""
        return [n for n in self.nodes() if n.get("Relation Name") == table and "Scan" in n["Node Type"]]

    def index_conditions(self, table: str) -> dict[str, set[str]]:
        """The conditions of every index of the table that was used."""
        conditions: dict[str, set[str]] = {}
        for scan in self.scans(table):
            if "Index Name" in scan:
                conditions.setdefault(scan["Index Name"], set()).add(scan.get("Index Cond", ""))
        return conditions


class Clinic:
    """A connection that shows the plans of its statements."""

    def __init__(self, url: str, connection: psycopg.Connection) -> None:
        self.url = url
        self.connection = connection
        self.notices: list[str] = []
        connection.add_notice_handler(lambda notice: self.notices.append(notice.message_primary or ""))
        connection.execute("load 'auto_explain'")

    def fetch(self, query: str, *arguments: object) -> Any:
        """Run a query without a word about it; return the one value."""
        row = self.connection.execute(query.encode(), arguments).fetchone()
        assert row is not None
        return row[0]

    def call(self, query: str, *arguments: object) -> Call:
        """Run a query and undo it. The caches of the session are warm: it ran before."""
        for _ in range(2):
            self.notices.clear()
            with self.connection.transaction(force_rollback=True):
                for name, value in SETTINGS.items():
                    self.connection.execute(f"set local auto_explain.{name} = {value}".encode())
                self.notices.clear()
                answer = self.fetch(query, *arguments)
            # The outermost statement ends, and logs its plan, when the next one begins: ROLLBACK.
            statements = [json.loads(notice[notice.index("{") :]) for notice in self.notices]
        assert statements[-1]["Query Text"].startswith(query.partition("(")[0])
        return Call(answer, statements)

    def slot(self, doctor_id: UUID, condition: str) -> UUID:
        """Return the id of a future slot of the doctor's: the tenth for which the condition holds."""
        query = "select id from medbook.slots where doctor_id = %s and start_time > now() and " + condition
        slot_id = self.fetch(f"{query} order by start_time offset 10 limit 1", doctor_id)
        assert isinstance(slot_id, UUID)
        return slot_id


@pytest.fixture(scope="module")
def clinic_url(databases: Databases) -> Iterator[str]:
    with databases.copy() as url:
        # The tests' clock is a table, and reading it would be part of every plan.
        execute(url, (ROOT / "sql/core/now.sql").read_text())
        execute(url, (Path(__file__).parent / "clinic.sql").read_text())
        execute(url, "vacuum analyze medbook.slots, medbook.bookings, medbook.users, medbook.doctors")
        yield url


@pytest.fixture(scope="module")
def young_url(databases: Databases) -> Iterator[str]:
    """Make a clinic that PostgreSQL thinks to have no live bookings."""
    with databases.copy() as url:
        execute(url, (ROOT / "sql/core/now.sql").read_text())
        execute(url, (Path(__file__).parent / "young.sql").read_text())
        yield url


@pytest.fixture(params=["force_custom_plan", "force_generic_plan"])
def mode(request: pytest.FixtureRequest) -> str:
    """Give each way in which PostgreSQL plans a prepared statement."""
    return str(request.param)


@contextmanager
def planned(url: str, mode: str) -> Iterator[Clinic]:
    """Connect to a clinic, whose statements are planned in this way."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"set plan_cache_mode = {mode}".encode())
        yield Clinic(url, connection)


@pytest.fixture
def clinic(clinic_url: str, mode: str) -> Iterator[Clinic]:
    with planned(clinic_url, mode) as clinic:
        yield clinic


@pytest.fixture
def young(young_url: str, mode: str) -> Iterator[Clinic]:
    with planned(young_url, mode) as clinic:
        yield clinic


def assert_one_doctor_is_read(call: Call) -> None:
    """Every access to slots and bookings is an index range of one doctor, or of the patient's own live bookings."""
    assert call.scans("slots")
    for table in ("slots", "bookings"):
        for scan in call.scans(table):
            if scan["Node Type"] == "Bitmap Heap Scan":
                continue
            if scan.get("Index Name") == "bookings_live_of_user":
                assert "user_id = " in scan["Index Cond"], scan
                continue
            assert "doctor_id = " in scan.get("Index Cond", ""), scan


def availability_scan(call: Call) -> Node:
    """Return the one scan of the index of free slots; what is never executed reads nothing."""
    executed = [scan for scan in call.scans("slots") if scan["Actual Loops"] > 0]
    scans = [scan for scan in executed if scan.get("Index Name") == "idx_slots_available"]
    assert len(scans) == 1, [scan.get("Index Name") for scan in call.scans("slots")]
    return scans[0]


def test_the_big_clinic_has_half_a_million_slots_and_ten_thousand_lapsed_holds(clinic_url: str) -> None:
    query = """
      select count(*), count(distinct doctor_id), count(*) filter (where held_until < now()) from medbook.slots
       where doctor_id between 'b1600001-0000-8000-8000-000000000000' and 'b1600200-0000-8000-8000-000000000000'
    """
    assert fetch(clinic_url, query) == [(500_000, 200, 10_000)]
    assert invariants(clinic_url) == []


def test_listing_slots_reads_a_range_of_the_availability_index_of_one_doctor(clinic: Clinic) -> None:
    call = clinic.call("select api.list_slots(%s)", DOCTOR)

    assert len(call.answer["slots"]) == LISTED
    assert_one_doctor_is_read(call)
    conditions = call.index_conditions("slots")
    assert set(conditions) == {"idx_slots_available"}
    (condition,) = conditions["idx_slots_available"]
    assert "start_time > " in condition


def test_the_one_predicate_is_inlined_into_the_plan_of_listing_slots(clinic: Clinic) -> None:
    call = clinic.call("select api.list_slots(%s)", DOCTOR)

    scan = availability_scan(call)
    assert "is_available OR ((held_until IS NOT NULL) AND (held_until <= " in scan.get("Filter", "")
    plans = json.dumps([statement["Plan"] for statement in call.statements])
    assert "is_open" not in plans
    assert "doctor_of" not in plans


def test_listing_slots_reads_no_slot_that_it_does_not_list_but_the_first_of_the_next_page(clinic: Clinic) -> None:
    call = clinic.call("select api.list_slots(%s)", DOCTOR)

    scan = availability_scan(call)
    assert scan["Actual Rows"] == LISTED + 1
    assert scan["Rows Removed by Filter"] == 0


def test_listing_twenty_slots_touches_few_pages(clinic: Clinic) -> None:
    assert clinic.call("select api.list_slots(%s)", DOCTOR).buffers <= LIST_BUFFERS


def test_thirty_thousand_past_slots_that_nobody_booked_do_not_make_listing_dearer(clinic: Clinic) -> None:
    call = clinic.call("select api.list_slots(%s)", OLD_DOCTOR)

    assert len(call.answer["slots"]) == LISTED
    assert_one_doctor_is_read(call)
    assert call.buffers <= LIST_BUFFERS


def test_a_page_deep_in_the_list_costs_what_the_first_one_costs(clinic: Clinic) -> None:
    cursor = clinic.fetch(
        "select api.list_slots(%s, p_from => start_time, p_limit => 1) ->> 'next_cursor' from medbook.slots"
        " where doctor_id = %s and start_time > now() and is_available order by start_time offset 900 limit 1",
        OLD_DOCTOR,
        OLD_DOCTOR,
    )
    call = clinic.call("select api.list_slots(%s, p_cursor => %s)", OLD_DOCTOR, cursor)

    assert len(call.answer["slots"]) == LISTED
    assert_one_doctor_is_read(call)
    assert call.buffers <= LIST_BUFFERS + 4


@pytest.mark.parametrize("query", ["api.list_slots(%s, p_service_id => %s)", "api.find_slots(%s, p_service_id => %s)"])
def test_listing_visits_reads_few_slots_after_the_last_that_it_lists_and_of_each_visit_its_own(
    clinic: Clinic, query: str
) -> None:
    insert = "insert into medbook.services (name, minutes) values ('First visit', 60) returning id"
    with clinic.connection.transaction(force_rollback=True):
        service_id = clinic.fetch(insert)
        call = clinic.call(f"select {query}", DOCTOR if "list" in query else "Cardiology", service_id)

    doctors = 1 if "list" in query else 201
    listed = LISTED + 1 if "list" in query else 3
    starts, own = sorted(call.scans("slots"), key=lambda scan: scan["Actual Loops"])
    assert starts["Actual Loops"] == doctors
    assert starts["Actual Rows"] <= 2 * listed
    assert "start_time >= " in starts["Index Cond"]
    assert own["Actual Loops"] <= 2 * listed * doctors
    assert own["Actual Rows"] <= 2
    assert "start_time >= " in own["Index Cond"]
    assert "start_time < " in own["Index Cond"]
    plans = json.dumps([statement["Plan"] for statement in call.statements])
    assert not [name for name in ("visit_end", "open_visits", "is_open", "is_for") if name in plans]
    assert call.buffers <= VISIT_BUFFERS * listed * doctors


def test_booking_a_free_slot_reads_index_ranges_of_one_doctor(clinic: Clinic) -> None:
    call = clinic.call("select api.book_slot(%s, %s)", PATIENT, clinic.slot(DOCTOR, "is_available"))

    assert call.answer["success"]
    assert_one_doctor_is_read(call)


def test_booking_a_free_slot_touches_few_pages(clinic: Clinic) -> None:
    slot_id = clinic.slot(OLD_DOCTOR, "is_available")

    assert clinic.call("select api.book_slot(%s, %s)", PATIENT, slot_id).buffers <= BOOK_BUFFERS


def test_taking_a_lapsed_hold_over_finds_its_booking_by_the_index_of_live_bookings(clinic: Clinic) -> None:
    call = clinic.call("select api.book_slot(%s, %s)", PATIENT, clinic.slot(DOCTOR, "held_until is not null"))

    assert call.answer["success"]
    assert_one_doctor_is_read(call)
    assert "bookings_one_live_per_slot" in call.index_conditions("bookings")


def test_taking_a_lapsed_hold_over_touches_few_pages(clinic: Clinic) -> None:
    slot_id = clinic.slot(OLD_DOCTOR, "held_until is not null")

    assert clinic.call("select api.book_slot(%s, %s)", PATIENT, slot_id).buffers <= TAKEOVER_BUFFERS


def test_the_crowd_on_a_booked_slot_is_refused_after_a_handful_of_pages(clinic: Clinic) -> None:
    call = clinic.call("select api.book_slot(%s, %s)", PATIENT, clinic.slot(DOCTOR, "not is_available"))

    assert call.answer["error"] == "SLOT_UNAVAILABLE"
    assert_one_doctor_is_read(call)
    assert not [node for node in call.nodes() if node["Node Type"] in {"LockRows", "ModifyTable"}]
    assert call.buffers <= REFUSAL_BUFFERS


def test_booking_the_soonest_slot_of_200_doctors_reads_an_index_range_of_each(clinic: Clinic) -> None:
    call = clinic.call("select api.book_soonest(%s, gen_random_uuid(), 'Cardiology')", PATIENT)

    assert call.answer["success"]
    assert_one_doctor_is_read(call)
    conditions = call.index_conditions("slots")
    assert set(conditions) == {"idx_slots_available", "slots_taken", "slots_pkey"}
    assert all("start_time >= " in condition for condition in conditions["slots_taken"])


def test_booking_the_soonest_slot_reads_no_slot_of_a_doctor_after_the_first_that_is_free(clinic: Clinic) -> None:
    call = clinic.call("select api.book_soonest(%s, gen_random_uuid(), 'Cardiology')", PATIENT)

    scan = availability_scan(call)
    assert scan["Actual Rows"] == 1
    assert scan["Rows Removed by Filter"] <= 1
    assert "is_wanted" not in json.dumps([statement["Plan"] for statement in call.statements])


def test_booking_the_soonest_slot_touches_as_many_pages_for_a_doctor_with_30000_past_ones(clinic: Clinic) -> None:
    call = clinic.call("select api.book_soonest(%s, gen_random_uuid(), 'Cardiology')", PATIENT)

    assert call.buffers <= BOOK_BUFFERS + SOONEST_BUFFERS * 201


def test_listing_bookings_reads_a_range_of_the_index_of_users(clinic: Clinic) -> None:
    call = clinic.call("select api.list_bookings(%s)", PATIENT)

    assert call.answer["bookings"]
    assert not [
        scan for table in ("slots", "bookings") for scan in call.scans(table) if scan["Node Type"] == "Seq Scan"
    ]
    (condition,) = call.index_conditions("bookings")["idx_bookings_user"]
    assert "user_id = " in condition
    assert call.buffers <= BOOKINGS_BUFFERS


def test_a_batch_of_the_sweep_finds_lapsed_holds_by_the_expiry_index_and_then_goes_doctor_by_doctor(
    clinic: Clinic,
) -> None:
    call = clinic.call("select booking.expire_bookings(100)")

    assert call.answer == 100
    conditions = call.index_conditions("bookings")
    assert set(conditions) == {"idx_bookings_expiry", "bookings_one_live_per_slot"}
    assert all("expires_at <= " in condition for condition in conditions["idx_bookings_expiry"])
    assert all("doctor_id = " in condition for condition in conditions["bookings_one_live_per_slot"])
    assert set(call.index_conditions("slots")) == {"slots_pkey"}
    assert not [
        scan for table in ("slots", "bookings") for scan in call.scans(table) if scan["Node Type"] == "Seq Scan"
    ]
    assert call.buffers <= EXPIRY_BUFFERS * 100


def test_a_poll_of_the_feed_without_changes_reads_no_table_of_the_clinic(clinic: Clinic) -> None:
    cursor = clinic.fetch("select api.slot_changes() ->> 'cursor'")
    call = clinic.call("select api.slot_changes(%s)", cursor)
    assert [change for change in call.answer["changes"] if change["topics"]] == []
    assert {scan.get("Index Name") for scan in call.scans("slots")} <= {"idx_slots_changed", "slots_pkey"}
    assert {scan.get("Index Name") for scan in call.scans("bookings")} == {"idx_bookings_expiry"}
    assert sum(scan["Actual Rows"] for scan in call.scans("slots")) == 0
    assert call.buffers <= LOOK_BUFFERS


def test_a_poll_of_the_feed_reads_only_the_slots_that_changed(clinic: Clinic) -> None:
    cursor = clinic.fetch("select api.slot_changes() ->> 'cursor'")
    slot_id = clinic.slot(DOCTOR, "is_available")
    # Not in the cursor's transaction, which never sees its own changes.
    execute(clinic.url, f"update medbook.slots set changed = default where id = '{slot_id}'")
    call = clinic.call("select api.slot_changes(%s)", cursor)
    assert [change["data"]["id"] for change in call.answer["changes"] if change["topics"]] == [str(slot_id)]
    assert all("Index" in scan["Node Type"] for scan in call.scans("slots"))
    assert call.buffers <= LOOK_BUFFERS


def test_a_claim_reads_no_more_when_much_waits_even_by_a_plan_of_an_empty_queue(young: Clinic) -> None:
    claim = "select count(*) from outbound.claim_deliveries(64)"
    with young.connection.transaction(force_rollback=True):
        young.connection.execute("set local session_replication_role = replica")
        young.fetch(claim)
        young.connection.execute(
            """
            insert into medbook.booking_history (doctor_id, booking_id, at, to_status)
            select doctor_id, id, created_at, status from medbook.bookings;
            insert into medbook.events
            select row_number() over (), doctor_id, booking_id, to_status, correction from medbook.booking_history;
            insert into medbook.webhooks (url, secret, created_at) values ('https://a.example', sha256(''), now());
            insert into medbook.deliveries (webhook_id, event_id, booking_id, due_at)
            select w.id, e.id, e.booking_id, now() from medbook.events e cross join medbook.webhooks w
            """
        )
        assert young.fetch("select count(*) from medbook.deliveries") >= 5000
        call = young.call(claim)

    assert call.answer == 8
    assert call.buffers <= CLAIM_BUFFERS


@pytest.fixture
def crowded(clinic: Clinic) -> Iterator[Clinic]:
    """The clinic with 20,000 more doctors of 200 fields, until the test ends."""
    with clinic.connection.transaction(force_rollback=True):
        clinic.connection.execute(
            """
            insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
            select calendar.new_doctor_id(), 'Dr. ' || md5(n::text), 'Field ' || n % 200, 1, 1, 'EUR', 'UTC'
              from generate_series(1, 20000) n
            """
        )
        clinic.connection.execute("analyze medbook.doctors")
        yield clinic


def test_a_page_of_doctors_is_read_in_the_order_of_the_index_of_names(crowded: Clinic) -> None:
    call = crowded.call("select api.list_doctors()")

    assert len(call.answer["doctors"]) == LISTED
    (scan,) = [scan for scan in call.scans("doctors") if scan.get("Index Name") == "doctors_by_name"]
    assert scan["Actual Rows"] == LISTED + 1


def test_doctors_of_a_field_are_found_by_its_index_whatever_its_case(crowded: Clinic) -> None:
    call = crowded.call("select api.list_doctors(%s)", " FIELD 7")

    assert len(call.answer["doctors"]) == LISTED
    assert "doctors_specialization" in call.index_conditions("doctors")


def test_doctors_are_found_by_the_longest_word_of_a_search_in_the_index_of_trigrams(crowded: Clinic) -> None:
    for search in ("dr. C4CA4238a0b923820dcc c4", "cc 509a6f75849b c4ca4238"):
        call = crowded.call("select api.list_doctors(null, %s)", search)
        assert [doctor["name"] for doctor in call.answer["doctors"]] == ["Dr. c4ca4238a0b923820dcc509a6f75849b"]
        assert "doctors_name_search" in call.index_conditions("doctors")


def test_slots_of_a_field_are_found_by_its_index_whatever_its_case_and_spaces(crowded: Clinic) -> None:
    call = crowded.call("select api.find_slots(%s)", " FIELD  7")

    assert call.answer["success"]
    (condition,) = call.index_conditions("doctors")["doctors_specialization"]
    assert "specialization" in condition
    assert not [scan for scan in call.scans("doctors") if scan["Node Type"] == "Seq Scan"]


def test_who_of_a_field_or_a_name_is_free_first_reads_these_doctors_and_the_first_slot_of_each(crowded: Clinic) -> None:
    for search, index in (
        ((" FIELD  7", None), "doctors_specialization"),
        ((None, "c4CA4238a0b9"), "doctors_name_search"),
    ):
        call = crowded.call("select api.list_doctors(%s, %s, p_free_first => true)", *search)

        assert call.answer["doctors"]
        assert index in call.index_conditions("doctors")
        assert not [
            scan for name in ("doctors", "slots") for scan in call.scans(name) if scan["Node Type"] == "Seq Scan"
        ]


def test_people_are_found_by_a_word_or_by_a_telephone_in_either_writing_in_the_index_of_trigrams(
    clinic: Clinic,
) -> None:
    with clinic.connection.transaction(force_rollback=True):
        clinic.connection.execute("insert into medbook.users (name, phone) values ('Örs van Dyk', '+49 30 5551234')")
        for search in ("van dyk, ors", "030 555-1234", "+49 (0)30 5551234", "0049305551234"):
            call = clinic.call("select api.list_users(test.chief(), %s)", search)
            assert [user["name"] for user in call.answer["users"]] == ["Örs van Dyk"]
            assert "users_search" in call.index_conditions("users")


def test_a_patients_bookings_are_listed_for_an_administrator_from_the_index_of_users(clinic: Clinic) -> None:
    call = clinic.call("select api.list_all_bookings(test.chief(), p_patient_id => %s)", PATIENT)

    assert call.answer["bookings"]
    conditions = call.index_conditions("bookings")
    assert all("user_id = " in condition for condition in conditions["idx_bookings_user"])
    assert set(conditions) <= {"idx_bookings_user", "bookings_pkey"}
    assert not [
        scan for table in ("slots", "bookings") for scan in call.scans(table) if scan["Node Type"] == "Seq Scan"
    ]


def test_the_history_of_a_booking_is_read_by_the_keys_of_its_tables(clinic: Clinic) -> None:
    booking_id = clinic.fetch("select id from medbook.bookings where user_id = %s limit 1", PATIENT)
    with clinic.connection.transaction(force_rollback=True):
        clinic.connection.execute(
            "insert into medbook.booking_history (doctor_id, booking_id, at, to_status)"
            " select doctor_id, id, created_at, 'PENDING' from medbook.bookings"
            " where doctor_id = medbook.doctor_of(%s) and part_of is null",
            [booking_id],
        )
        clinic.connection.execute("analyze medbook.booking_history")
        call = clinic.call("select api.get_patient_booking(test.chief(), %s)", booking_id)

    assert len(call.answer["history"]) >= 1
    for table in ("booking_history", "bookings", "slots"):
        assert {scan.get("Index Name") for scan in call.scans(table)} == {f"{table}_pkey"}
        assert all(
            "doctor_id = " in condition and "id = " in condition.replace("doctor_id = ", "")
            for condition in call.index_conditions(table)[f"{table}_pkey"]
        )


def test_the_holds_of_the_clinic_are_listed_for_an_administrator_from_the_index_of_holds(clinic: Clinic) -> None:
    with clinic.connection.transaction(force_rollback=True):
        clinic.connection.execute(
            "update medbook.bookings set expires_at = now() + interval '1 minute' where ctid = "
            "(select ctid from medbook.bookings where status = 'PENDING' and doctor_id = %s limit 1)",
            [DOCTOR],
        )
        call = clinic.call("select api.list_all_bookings(test.chief(), p_status => 'PENDING')")

    assert len(call.answer["bookings"]) == 1
    (condition,) = call.index_conditions("bookings")["idx_bookings_expiry"]
    assert "expires_at > " in condition
    assert not [
        scan for table in ("slots", "bookings") for scan in call.scans(table) if scan["Node Type"] == "Seq Scan"
    ]


@pytest.mark.parametrize(
    "more", ["", ", p_status => 'CONFIRMED'", ", p_from => now(), p_to => now() + interval '1 day'"]
)
def test_a_doctors_bookings_are_listed_for_an_administrator_from_index_ranges_of_the_doctor(
    clinic: Clinic, more: str
) -> None:
    call = clinic.call(f"select api.list_all_bookings(test.chief(), p_doctor_id => %s{more})", DOCTOR)

    assert call.answer["bookings"]
    for table in ("slots", "bookings"):
        assert not [scan for scan in call.scans(table) if scan["Node Type"] == "Seq Scan"]
        conditions = call.index_conditions(table)
        # The index of start times is BRIN, a handful of pages: it makes a range of a doctor's slots smaller.
        ranges = set().union(*(conditions[index] for index in conditions.keys() - {"slots_start_time"}))
        assert ranges
        assert all("doctor_id = " in condition for condition in ranges)


def test_a_day_of_a_doctors_slots_is_listed_for_an_administrator_from_index_ranges_of_the_doctor(
    clinic: Clinic,
) -> None:
    query = "select api.list_all_slots(test.chief(), %s, now(), now() + interval '1 day')"
    for doctor in (DOCTOR, OLD_DOCTOR):
        call = clinic.call(query, doctor)
        assert call.answer["slots"]
        assert not [scan for scan in call.scans("slots") if scan["Node Type"] == "Seq Scan"]
        conditions = call.index_conditions("slots")
        ranges = set().union(*(conditions[index] for index in conditions.keys() - {"slots_start_time"}))
        assert all("doctor_id = " in condition for condition in ranges)


def test_whom_to_call_is_found_without_reading_all_slots(clinic: Clinic) -> None:
    with clinic.connection.transaction(force_rollback=True):
        clinic.connection.execute(
            "update medbook.slots set close_cause = 'HOURS' where not is_available and closed_at is null"
            " and start_time > now() and doctor_id = %s",
            [DOCTOR],
        )
        call = clinic.call("select api.list_affected(test.chief())")

    assert call.answer["bookings"]
    assert not [
        scan for table in ("slots", "bookings") for scan in call.scans(table) if scan["Node Type"] == "Seq Scan"
    ]


def assert_no_index_is_read_in_full(call: Call) -> None:
    """Every index of bookings is asked for some of its rows, however empty PostgreSQL thinks it to be."""
    conditions = call.index_conditions("bookings")
    assert conditions
    assert "" not in set().union(*conditions.values()), conditions


def patient_free_at(young: Clinic, slot_id: UUID) -> UUID:
    """Return a patient with bookings, but none at the time of a slot: chance has spread them."""
    query = """
      select id from test.patient where id not in (
        select b.user_id from medbook.slots wanted join medbook.slots s on s.start_time = wanted.start_time
          join medbook.bookings b on b.slot_id = s.id where wanted.id = %s)
       order by n limit 1
    """
    patient_id = young.fetch(query, slot_id)
    assert isinstance(patient_id, UUID)
    return patient_id


def test_until_the_next_statistics_booking_reads_the_patients_bookings_and_not_all_new_ones(young: Clinic) -> None:
    slot_id = young.slot(YOUNG_DOCTOR, "is_available")
    call = young.call("select api.book_slot(%s, %s)", patient_free_at(young, slot_id), slot_id)

    assert call.answer["success"]
    assert_no_index_is_read_in_full(call)


def test_until_the_next_statistics_a_lapsed_hold_is_taken_over_without_reading_all_new_bookings(young: Clinic) -> None:
    slot_id = young.slot(YOUNG_DOCTOR, "held_until is not null")
    call = young.call("select api.book_slot(%s, %s)", patient_free_at(young, slot_id), slot_id)

    assert call.answer["success"]
    assert_no_index_is_read_in_full(call)


def test_until_the_next_statistics_booking_the_soonest_slot_reads_no_more(young: Clinic) -> None:
    patient = young.fetch("select id from test.patient where n = 7")
    call = young.call("select api.book_soonest(%s, gen_random_uuid(), 'Cardiology')", patient)

    assert call.answer["success"]
    assert_one_doctor_is_read(call)
    assert_no_index_is_read_in_full(call)


def test_until_the_next_statistics_the_sweep_reads_the_lapsed_holds_and_no_other_new_bookings(young: Clinic) -> None:
    call = young.call("select booking.expire_bookings(100)")

    assert call.answer == 100
    assert_no_index_is_read_in_full(call)
