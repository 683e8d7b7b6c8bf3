create or replace function booking.lapse_holds(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_now timestamptz
)
  returns integer
  language plpgsql
  volatile
  -- Else PostgreSQL would plan statements with an array at every call, which takes longer than to run them.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_slot_ids uuid[];
  v_count integer;
begin
  -- Another transaction is changing a locked slot right now; the next sweep sees the result.
  v_slot_ids := array(
    select id from medbook.slots
     where doctor_id = p_doctor_id and id = any(p_slot_ids) and held_until <= p_now
     order by id for no key update skip locked);

  v_count := booking.fail_holds(p_doctor_id, v_slot_ids, p_now);
  perform booking.free_slots(p_doctor_id, v_slot_ids, p_now);
  return v_count;
end
$$;

comment on function booking.lapse_holds(uuid, uuid[], timestamptz) is
'Fails the lapsed holds on these slots of one doctor and frees the slots
Returns how many holds failed. Skips slots that are locked, and slots without a lapsed hold.';
