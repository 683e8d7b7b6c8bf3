create or replace function booking.lock_free_slots(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_service_id uuid,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  volatile
  -- As in booking.fail_holds: else statements with arrays would be planned at every call.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_count integer;
begin
  -- SKIP LOCKED: the caller has locked other slots, and must not wait for one that is being booked.
  perform from medbook.slots
    where doctor_id = p_doctor_id and id = any(p_slot_ids)
      and booking.is_free(is_available, held_until, doctor_id, close_cause, service_ids, start_time, p_now)
      and booking.is_for(service_ids, p_service_id)
    order by id for no key update skip locked;
  get diagnostics v_count = row_count;
  return v_count = cardinality(p_slot_ids);
end
$$;

comment on function booking.lock_free_slots(uuid, uuid[], uuid, timestamptz) is
'Locks the slots of a visit without waiting; false if not all are free and for that kind of visit
p_service_id: the kind of visit; null: none is named.';
