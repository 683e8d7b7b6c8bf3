"""Servers go away under load: what is acknowledged stays, and who asks hardly notices."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from tests.commands.test_run import WALK_THROUGHS, assert_shows
from tests.containers.load import IN_FLIGHT, PATIENTS, SLOTS, load
from tests.support.containers import Stack, podman
from tests.support.gateway import wait_for

NOTIFIERS = "select usename from pg_stat_activity where application_name = 'medbook-notify'"
SOME = 100
CROWD = 100


def test_the_readmes_walk_throughs_show_what_they_say(scale: Stack) -> None:
    with_curl, as_administrator, _ = WALK_THROUGHS
    assert_shows("bash", scale, with_curl + as_administrator)


def test_one_of_a_crowd_gets_the_slot_through_nginx(scale: Stack) -> None:
    (slot, *_), tokens = scale.sql(SLOTS), scale.tokens()
    crowd = [tokens.issue(patient, "USER", str(uuid4())) for patient in scale.sql(PATIENTS.format(number=CROWD))]

    async def rush() -> list[int]:
        async with httpx.AsyncClient(base_url=scale.base_url, timeout=30) as client:
            headers = [{"Authorization": f"Bearer {token}"} for token in crowd]
            asked = [client.post("/v1/bookings", json={"slot_id": slot}, headers=one) for one in headers]
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert sorted(asyncio.run(rush())) == [201] + [409] * (CROWD - 1)
    assert scale.sql(f"select count(*) from medbook.bookings where slot_id = '{slot}'") == ["1"]


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_gateway_takes_only_writes_in_flight_with_it(scale: Stack, how: str) -> None:
    with load(scale) as going:
        podman(how, scale.name("gateway"))
        going.wait_for(SOME)
        podman("start", scale.name("gateway"))
        going.wait_for(SOME)
    assert set(going.reads) == {"200"}
    assert set(going.writes) <= {"201", "503"}
    assert going.writes["503"] <= IN_FLIGHT
    assert going.lost() == set()


def test_pgbouncer_restarts(scale: Stack) -> None:
    with load(scale) as going:
        podman("restart", "-t", "10", scale.name("pgbouncer"))
        going.wait_for(SOME)
    assert set(going.reads) <= {"200", "503"}
    assert set(going.writes) <= {"201", "503"}
    assert going.lost() == set()


def test_redis_is_only_a_cache(scale: Stack) -> None:
    with load(scale) as going:
        podman("kill", scale.name("redis"))
        going.wait_for(SOME)
        podman("start", scale.name("redis"))
        going.wait_for(SOME)
    assert (set(going.reads), set(going.writes)) == ({"200"}, {"201"})
    assert going.lost() == set()


def test_a_gateway_that_does_not_serve_is_the_first_to_be_replaced(scale: Stack) -> None:
    podman("stop", "-t", "3", scale.name("gateway-2"))
    in_turn = ("gateway-2", "gateway", "notifier", "notifier-2")
    assert scale.script("roll").splitlines() == [f"{service} is replaced" for service in in_turn]


def test_gateways_roll_to_a_new_image_without_a_failed_request(scale: Stack) -> None:
    for image in ("medbook-gateway", "medbook-notifier"):
        podman("tag", f"{image}:local", f"{image}:next")
    new = replace(scale, settings=scale.settings | {"MEDBOOK_VERSION": "next"})
    with load(scale) as going:
        new.script("roll")
        going.wait_for(SOME)
    assert (set(going.reads), set(going.writes)) == ({"200"}, {"201"})
    services = ("gateway", "gateway-2", "notifier", "notifier-2")
    images = [podman("inspect", "--format", "{{.ImageName}}", scale.name(name)) for name in services]
    assert [image.strip().rpartition(":")[2] for image in images] == ["next"] * 4


def test_the_primary_starts_again_at_another_address(scale: Stack) -> None:
    with load(scale) as going:
        podman("restart", "-t", "10", scale.name("primary"))
        going.wait_for(SOME)
    assert set(going.reads) <= {"200", "503"}
    assert going.lost() == set()


def test_the_synchronous_replica_takes_over_with_all_that_was_acknowledged(scale: Stack) -> None:
    with load(scale) as going:
        podman("kill", scale.name("primary"))
        scale.script("promote", "replica-1")
        going.wait_for(SOME)
    assert going.lost("replica-1") == set()
    assert set(going.reads) <= {"200", "503"}
    assert scale.sql("select * from health.check_invariants()", "replica-1") == []
    wait_for(lambda: scale.sql("select application_name from pg_stat_replication", "replica-1") == ["replica_2"])
    # Both notifiers.
    wait_for(lambda: scale.sql(NOTIFIERS, "replica-1") == ["medbook_notifier"] * 2)


def test_a_start_after_a_promotion_leaves_the_old_primary_alone(scale: Stack) -> None:
    before = scale.sql("select count(*) from medbook.bookings", "replica-1")
    scale.settings["MEDBOOK_PRIMARY"] = "replica-1"
    scale.script("up")
    assert not scale.is_running("primary")
    assert scale.sql("select count(*) from medbook.bookings", "replica-2") == before


def test_a_start_that_forgets_a_promotion_serves_no_old_data(scale: Stack) -> None:
    del scale.settings["MEDBOOK_PRIMARY"]
    scale.script("compose", "up", "-d", "--no-deps", "replica-1")
    wait_for(lambda: "names another one" in scale.logs("replica-1"))
