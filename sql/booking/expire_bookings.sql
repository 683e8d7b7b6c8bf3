create or replace function booking.expire_bookings(
  p_limit integer default 1000
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_doctor_id uuid;
  v_slot_ids uuid[];
  v_count integer := 0;
  v_tried uuid[] := array[]::uuid[];
begin
  -- Again, with the next ones, if all of a batch were locked or broken.
  loop
    for v_doctor_id, v_slot_ids in
      select doctor_id, array_agg(slot_id)
        from (select doctor_id, slot_id from medbook.bookings
               where status = 'PENDING' and expires_at <= v_now and slot_id <> all(v_tried)
               order by expires_at limit p_limit) lapsed
       group by doctor_id
       order by doctor_id
    loop
      v_tried := v_tried || v_slot_ids;
      begin
        v_count := v_count + booking.lapse_holds(v_doctor_id, v_slot_ids, v_now);
        perform booking.offer_slots(v_doctor_id, v_slot_ids, v_now);
      exception
        when lock_not_available or data_exception or integrity_constraint_violation then
          raise warning 'Holds not ended, the next sweep tries again: doctor %: %', v_doctor_id, sqlerrm;
      end;
    end loop;
    exit when not found or v_count > 0;
  end loop;
  return v_count;
end
$$;

comment on function booking.expire_bookings(integer) is
'One batch of the sweep: fails lapsed holds, and frees their slots or offers them to those who wait
p_limit: how many holds at most. Returns how many failed; 0: no other can be failed now. Skips slots that are locked,
and names doctors whose rows cannot be changed in a warning. Only who waits depends on it: a lapsed hold that nobody
waits for counts as free from the instant it lapses.';
