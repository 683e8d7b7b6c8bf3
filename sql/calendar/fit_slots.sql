create or replace function calendar.fit_slots(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_off_grid uuid[];
  v_others uuid[];
  v_concerned uuid[];
  v_closed integer;
begin
  select coalesce(array_agg(slot_id) filter (where is_off_grid), '{}'),
         coalesce(array_agg(slot_id) filter (where not is_off_grid), '{}')
    into v_off_grid, v_others from calendar.unfit(p_doctor_id, p_now);
  -- Lock all at once, by id: a concurrent move of an appointment between two of them would else deadlock.
  v_concerned := array(
    select id from medbook.slots
     where doctor_id = p_doctor_id
       and (id = any(v_off_grid || v_others) or closed_at is null and close_cause = 'HOURS' and start_time > p_now)
     order by id for no key update);
  perform booking.lapse_holds(p_doctor_id, v_concerned, p_now);
  v_closed := calendar.close_free_slots(p_doctor_id, v_off_grid, 'HOURS');

  -- These slots stay closed when their time off is removed.
  update medbook.slots set close_cause = 'HOURS', changed = pg_current_xact_id()
   where doctor_id = p_doctor_id and close_cause = 'TIME_OFF' and id = any(v_off_grid);
  -- Keep open the slots that an earlier change was to close and this one does not.
  update medbook.slots set changed = pg_current_xact_id(),
         close_cause = case when calendar.is_under_time_off(doctor_id, start_time, end_time)
                            then 'TIME_OFF'::medbook.close_cause end
   where doctor_id = p_doctor_id and id = any(v_concerned) and id <> all(v_off_grid) and closed_at is null
     and close_cause = 'HOURS';
  if v_others <> '{}' then
    update medbook.slots s set service_ids = other.service_ids, changed = pg_current_xact_id()
      from calendar.unfit(p_doctor_id, p_now) other
     where s.doctor_id = p_doctor_id and s.id = other.slot_id and not other.is_off_grid;
  end if;
  perform booking.offer_slots(p_doctor_id, v_concerned, p_now);
  update medbook.doctors set open_until = null where id = p_doctor_id;
  return jsonb_build_object(
    'closed', v_closed, 'affected_bookings', calendar.affected_bookings(p_doctor_id, v_off_grid));
end
$$;

comment on function calendar.fit_slots(uuid, timestamptz) is
'Closes a doctor''s future slots that the working hours no longer contain, and gives the others to what the hours name
Answers closed and affected_bookings. Booked slots stay open, and close when their bookings end. The caller has
locked the doctor.';
