"""Every function of api and account, and of core those that the gateway calls, in SQL with whatever fits the types."""

import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.fuzz import ADDRESS, CANARY, IS_LONG, SEED
from tests.support.clinic import ANN, BEN, CHIEF, GONE, HASH
from tests.support.database import invariants

Connection = psycopg.Connection[Any]
Arguments = dict[str, tuple[str, Any]]

CALLS = 100_000 if IS_LONG else 5_000
ROUND = 20
CLINIC_HOURS = 20

# The timeouts are the gateway's: a longer call fails as 57014.
OPTIONS = "-c role={} -c statement_timeout=3s -c lock_timeout=1s"
ROLES = ["medbook_gateway", "medbook_worker", "medbook_operator"]

FUNCTIONS = """
select p.oid::regproc::text, p.pronargs - p.pronargdefaults,
       coalesce(p.proargnames[1:p.pronargs], '{}'),
       array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality as a(t, n) order by n),
       (select r from unnest(%s::text[]) with ordinality as x(r, n)
         where has_function_privilege(r, p.oid, 'execute') order by n limit 1)
  from pg_proc p
 where p.prokind = 'f' and (p.pronamespace = any('{api, account}'::regnamespace[]) and p.prosecdef
    or p.pronamespace = any('{core, limits}'::regnamespace[])
       and has_function_privilege('medbook_gateway', p.oid, 'execute'))
 order by 1
"""
ENUMS = "select format_type(enumtypid, null), array_agg(enumlabel::text) from pg_enum group by enumtypid"

# What exists, by the arguments that may be of it.
EXISTING = {
    "p_user_id": "select id::text from medbook.users where id = any(%s) order by 1",
    "p_doctor_id": "select id::text from medbook.doctors order by 1",
    "p_slot_id": "select id::text from medbook.slots order by 1",
    "p_booking_id": "select id::text from medbook.bookings order by created_at desc, id limit 5",
    "p_patient_id": "select id::text from medbook.users where id = any(%s) order by 1",
    "p_time_off_id": "select id::text from medbook.time_off order by created_at desc, id limit 5",
    "p_session_id": "select family::text from medbook.sessions order by created_at desc, family limit 5",
}
HOURS = """
[{"weekday": 2, "start": "09:00", "end": "12:00", "slot_minutes": 30},
 {"weekday": 7, "start": "01:00", "end": "24:00", "slot_minutes": 7, "gap_minutes": 1, "valid_from": "2030-01-01"}]
"""
RETURN = (
    "update medbook.doctors set is_active = true, retired_at = null where id::text ~ '^d0c0000[12]' and not is_active"
)
REVIVE = """
update medbook.users
   set is_active = id <> %s, password_hash = %s, role = case when id = %s then 'ADMIN' else 'USER' end::medbook.role
 where id = any(%s)
"""
# Whether ids are of bookings, sessions or accounts that are not this user's, who is no administrator.
FOREIGN = """
select not exists (select from medbook.users where id = %(user)s and role = 'ADMIN')
   and (exists (select from medbook.bookings where id = any(%(ids)s::uuid[]) and user_id is distinct from %(user)s)
     or exists (select from medbook.sessions where family = any(%(ids)s::uuid[]) and user_id is distinct from %(user)s)
     or exists (select from medbook.users where id = any(%(ids)s::uuid[]) and id is distinct from %(user)s))
"""
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

PEOPLE = [ANN, BEN, CHIEF, GONE]
LIKELY = {"p_password_hash": HASH, "p_address": ADDRESS, "p_email": f"{CANARY}@example.com"}
TEXTS = [
    "", " ", "\t\n", "0", "null", "NaN", "-1", "a" * 100, "a" * 101, f"{CANARY} " * 30_000, "\u202e\u0301\U0001f426",
    f"'; drop table medbook.users; -- {CANARY}", f"{CANARY}' or '1' = '1", f"$1 %s %(x)s {{}} $${CANARY}$$ \\' \\x00",
    f"<script>{CANARY}</script>", f'{{"{CANARY}": null}}', f"{CANARY}@{'x' * 240}.example", f"{CANARY}@@example.com",
    "ann@example.com", "BEN@EXAMPLE.COM", "Ann", f"{CANARY} name", f"$argon2id${CANARY}", "sign in", "unix", "\uffff",
    "Cardiology", "general", "auth", "account", "lockout", "booking",
]  # fmt: skip
INSTANTS = [
    "-infinity", "infinity", "4713-01-01 00:00:00Z BC", "294276-12-31 23:59:59.999999Z", "1970-01-01Z", "2000-02-29Z",
    "2030-01-07 08:00Z", "2030-01-08 09:00Z", "2030-01-08 09:30+14", "2030-01-09Z",
]  # fmt: skip
DATES = ["-infinity", "infinity", "4713-01-01 BC", "5874897-12-31", "2000-02-29", "2030-01-07", "2030-01-08"]
INTERVALS = ["0", "10 minutes", "-1 day", "1 mon -30 days 00:00:00.000001", "178000000 years", "-178000000 years"]
INTEGERS = [0, 1, -1, 2, 20, 100, 101, 1000, 10000, 10001]
DOCUMENTS = [
    "null",
    "{}",
    "[]",
    HOURS,
    "true",
    "-1e308",
    f'"{CANARY}"',
    f'{{"{CANARY}": [{{"a": [[[]]]}}, "\\ud83d\\udc26"]}}',
]


@dataclass(frozen=True)
class Function:
    """A function of the catalog. role: the first one that may execute it."""

    name: str
    required: int
    names: list[str]
    types: list[str]
    role: str | None


class Values:
    """Makes values of PostgreSQL's types, as text: of what exists, edges, garbage, and null."""

    def __init__(self, random: Random, enums: dict[str, list[str]]) -> None:
        self.random = random
        self.enums = enums
        self.existing: dict[str, list[str]] = {}
        self.tokens = 0
        self.makers: dict[str, Callable[[], str]] = {
            "text": self.text,
            "uuid": self.uuid,
            "bytea": self.bytes,
            "integer": lambda: str(random.choice([*INTEGERS, 2**31 - 1, -(2**31), random.randint(-200, 200)])),
            "bigint": lambda: str(random.choice([*INTEGERS, 2**63 - 1, -(2**63), random.randint(-200, 200)])),
            "boolean": lambda: random.choice(["true", "false"]),
            "date": lambda: random.choice(DATES),
            "timestamp with time zone": lambda: random.choice(INSTANTS),
            "interval": lambda: random.choice(INTERVALS),
            "jsonb": lambda: random.choice(DOCUMENTS),
        }

    def make(self, name: str, type_: str) -> Any:
        """Return a value for an argument."""
        if self.random.random() < 0.08:
            return None
        if type_.endswith("[]"):
            return [self.make(name, type_.removesuffix("[]")) for _ in range(self.random.choice([0, 1, 2, 3, 40]))]
        if type_ in self.enums:
            return self.random.choice(self.enums[type_])
        if self.random.random() < 0.7 and (likely := self.existing.get(name)):
            return self.random.choice(likely)
        if self.random.random() < 0.5 and name in LIKELY:
            return LIKELY[name]
        return self.makers[type_]()

    def text(self) -> str:
        """Return a text: a known one, one too long for any index, or any code points that PostgreSQL can store."""
        if self.random.random() < 0.85:
            return self.random.choice(TEXTS)
        if self.random.random() < 0.2:
            return self.random.randbytes(10_000).hex()
        points = (self.random.choice([0x7F, 0x2FF, 0xFFFF, 0x10FFFF]) for _ in range(self.random.choice([1, 3, 300])))
        made = (chr(self.random.randint(1, point)) for point in points)
        return "".join(character for character in made if not "\ud800" <= character <= "\udfff")

    def uuid(self) -> str:
        """Return an id: of anything that exists, or of nothing."""
        ids = [id_ for ids in self.existing.values() for id_ in ids]
        garbage = str(UUID(int=self.random.getrandbits(128)))
        return self.random.choice(
            [*ids, garbage, ids[0][:18] + garbage[18:], str(UUID(int=0)), str(UUID(int=2**128 - 1))]
        )

    def bytes(self) -> str:
        """Return bytes as PostgreSQL writes them: a token's hash, mostly one of the last ones, or of any length."""
        if self.random.random() < 0.9:
            return "\\x" + f"{self.tokens - self.random.choice([0, 0, 1, 2]):064x}"[-64:]
        return "\\x" + self.random.randbytes(self.random.choice([0, 1, 31, 33, 1_000_000])).hex()


def connect(url: str, role: str) -> Connection:
    """Connect as the gateway does: signed in as somebody mightier, acting as the role."""
    return psycopg.connect(url, autocommit=True, options=OPTIONS.format(role))


class Fuzzer:
    """Calls functions, each as a role that may, and checks every answer against the rules of the house."""

    def __init__(self, administrator: Connection, roles: dict[str, Connection], random: Random) -> None:
        self.administrator = administrator
        self.roles = roles
        self.random = random
        self.functions = [Function(*row) for row in administrator.execute(FUNCTIONS, [ROLES])]
        self.values = Values(random, dict(administrator.execute(ENUMS).fetchall()))
        self.codes = {code for (code,) in administrator.execute("select code from api.problem")}
        self.outcomes: dict[str, Counter[str]] = {function.name: Counter() for function in self.functions}

    def begin_round(self) -> None:
        """Revive who was erased or retired, see what exists, and now and then let minutes pass, so that holds lapse."""
        self.administrator.execute(REVIVE, [GONE, HASH, CHIEF, PEOPLE])
        self.administrator.execute(RETURN)
        for name, query in EXISTING.items():
            rows = self.administrator.execute(query.encode(), [PEOPLE] if "%s" in query else [])
            self.values.existing[name] = [id_ for (id_,) in rows]
        self.values.tokens += 1
        if self.random.random() < 0.2:
            seconds = self.random.randrange(2 * 5 * CLINIC_HOURS * 3600 * ROUND // CALLS)
            self.administrator.execute("update test.clock set now = now + %s * interval '1 second'", [seconds])

    def call(self, function: Function) -> None:
        """Call the function once. Fails when it breaks a rule."""
        arguments: Arguments = {
            name: (type_, self.values.make(name, type_))
            for n, (name, type_) in enumerate(zip(function.names, function.types, strict=True))
            if n < function.required or self.random.random() < 0.5
        }
        named = ", ".join(f"{name} => %s::{type_}" for name, (type_, _) in arguments.items())
        statement = f"select to_jsonb(r)::text from {function.name}({named}) r"
        assert function.role is not None, f"nobody may call {function.name}"
        try:
            rows = self.roles[function.role].execute(statement.encode(), [value for _, value in arguments.values()])
            outcome = self.check(function, arguments, [row[0] for row in rows])
        except psycopg.Error as error:
            outcome = error.sqlstate or "no SQLSTATE"
            if outcome[:2] not in {"22", "23"}:
                pytest.fail(describe(function, arguments, f"{outcome} {error}"))
        self.outcomes[function.name][outcome] += 1

    def check(self, function: Function, arguments: Arguments, answers: list[str | None]) -> str:
        """Return the answer's code. Fails when it is malformed, or shows other people's data."""
        answer = answers[0] if answers else None
        read = json.loads(answer or "null")
        if not isinstance(read, dict) or "success" not in read:
            assert not function.name.startswith("api."), describe(function, arguments, str(answers))
            return "answer"
        assert read["success"] is True or read["error"] in self.codes, describe(function, arguments, str(answer))
        if function.name.startswith("api.") and "p_user_id" in arguments:
            shown = {"ids": ID.findall(str(answer)), "user": arguments["p_user_id"][1]}
            row = self.administrator.execute(FOREIGN, shown).fetchone()
            assert row == (False,), describe(function, arguments, str(answer))
        return "success" if read["success"] else str(read["error"])


def describe(function: Function, arguments: Arguments, result: str) -> str:
    """Return what a failing test says of a call."""
    given = ", ".join(f"{name} => {str(value)[:500]!r}" for name, (_, value) in arguments.items())
    return f"seed {SEED}: {function.name}({given}): {result[:2000]}"


def test_functions_refuse_or_raise_22_or_23_and_nothing_else(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(SEED)
    with ExitStack() as stack:
        administrator = stack.enter_context(psycopg.connect(url, autocommit=True))
        roles = {role: stack.enter_context(connect(url, role)) for role in ROLES}
        fuzzer = Fuzzer(administrator, roles, random)
        for n in range(CALLS):
            if n % ROUND == 0:
                fuzzer.begin_round()
            fuzzer.call(random.choice(fuzzer.functions))
    assert invariants(url) == []
    assert all(fuzzer.outcomes.values())
    if IS_LONG:
        with capsys.disabled():
            print(f"\nseed {SEED}: {CALLS} calls")
            for name, outcomes in fuzzer.outcomes.items():
                print(f"{name}: {dict(outcomes.most_common())}")
