"""A slot that is booked between the look at it and the lock on it, which no order of statements can show."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg

from tests.support.clinic import ANN, BEN, DORA, SLOT
from tests.support.database import execute, fetch, invariants
from tests.support.gateway import wait_for

# The statement that locks the soonest slot stops at its test of the slot, until nobody has the advisory lock.
STOP = """
create or replace function booking.is_free(
  p_is_available boolean, p_held_until timestamptz, p_doctor_id uuid, p_close_cause medbook.close_cause,
  p_service_ids uuid[], p_start_time timestamptz, p_now timestamptz)
  returns boolean language plpgsql stable as $$
begin
  perform pg_advisory_lock_shared(1), pg_advisory_unlock_shared(1);
  return p_is_available;
end $$;
create or replace function booking.is_open(
  p_is_available boolean, p_held_until timestamptz, p_doctor_id uuid, p_close_cause medbook.close_cause,
  p_service_ids uuid[], p_service_id uuid, p_start_time timestamptz, p_is_active boolean,
  p_min_notice interval, p_booking_horizon interval, p_now timestamptz)
  returns boolean language sql stable as $$ select p_is_available and p_start_time > p_now $$;
"""
SOONEST = "select api.book_soonest(%s, %s, 'Cardiology')"
IS_STOPPED = "select from pg_locks where locktype = 'advisory' and not granted"


def test_a_slot_that_is_booked_while_it_is_chosen_is_passed_over(fresh_url: str) -> None:
    execute(fresh_url, STOP)
    with ThreadPoolExecutor() as pool, psycopg.connect(fresh_url, autocommit=True) as gate:
        gate.execute("select pg_advisory_lock(1)")
        chosen = pool.submit(fetch, fresh_url, SOONEST, ANN, str(uuid4()))
        wait_for(lambda: fetch(fresh_url, IS_STOPPED))
        ((booked,),) = fetch(fresh_url, "select api.book_slot(%s, %s)", BEN, SLOT)
        gate.execute("select pg_advisory_unlock(1)")
        ((answer,),) = chosen.result()
    assert booked["success"]
    assert answer["booking"]["slot_id"] == DORA[:-1] + "2"
    assert invariants(fresh_url) == []
