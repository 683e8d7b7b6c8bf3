create or replace function booking.await_held(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_slot_ids uuid[];
begin
  -- NOWAIT: who frees a slot may wait for this transaction.
  v_slot_ids := array(
    select s.id
      from booking.choices(p_user_id, p_wish, p_now) c
      join medbook.slots s on s.doctor_id = c.doctor_id
     where not s.is_available and s.closed_at is null and s.held_until > p_now and not s.is_awaited
       and s.start_time >= greatest((p_wish ->> 'from')::timestamptz, p_now)
       -- A visit may end with it that starts up to eight hours before.
       and (p_wish ? 'service_id' and s.start_time - interval '8 hours' < (p_wish ->> 'to')::timestamptz
         or s.start_time < coalesce((p_wish ->> 'to')::timestamptz, 'infinity'))
       and (p_wish ? 'service_id' or booking.is_wanted(s.start_time, s.end_time, c.time_zone, '{}', '{}', p_wish))
       and booking.is_for(s.service_ids, (p_wish ->> 'service_id')::uuid)
     order by s.id for no key update of s nowait);
  update medbook.slots s set is_awaited = true, changed = pg_current_xact_id()
    from unnest(v_slot_ids) awaited (id)
   where s.doctor_id = medbook.doctor_of(awaited.id) and s.id = awaited.id;
end
$$;

comment on function booking.await_held(uuid, jsonb, timestamptz) is
'Marks the slots for which somebody waits and which others hold: a hold that lapses does not make them free
p_user_id: the patient. p_wish: as booking.check_waiting allows it. The caller keeps others from freeing slots. Raises
lock_not_available if one of them is being changed this instant.';
