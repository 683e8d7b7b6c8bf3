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
begin
  for v_doctor_id, v_slot_ids in
    select doctor_id, array_agg(slot_id)
      from (select doctor_id, slot_id from medbook.bookings
             where status = 'PENDING' and expires_at <= v_now
             order by expires_at limit p_limit) lapsed
     group by doctor_id
     order by doctor_id
  loop
    v_count := v_count + booking.lapse_holds(v_doctor_id, v_slot_ids, v_now);
  end loop;
  return v_count;
end
$$;

comment on function booking.expire_bookings(integer) is
'One batch of the sweep: fails lapsed holds and frees their slots
p_limit: how many holds at most. Returns how many failed. Nothing depends on it: a lapsed hold counts as free from
the instant it lapses, so the sweep only keeps tables and indexes small.';
