create or replace function calendar.reinstate_doctor(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_today date := (p_now at time zone 'UTC')::date;
  v_last_day date;
  v_slot_ids uuid[];
  v_opened integer;
begin
  -- First: the slots of a doctor who is still away would be offered to nobody.
  update medbook.doctors
     set is_active = true, retired_at = null, updated_at = p_now, open_until = null where id = p_doctor_id;
  -- As in calendar.open_days: a slot whose hold has lapsed has closed, even before the sweep.
  perform booking.lapse_holds(
    p_doctor_id, array(
      select id from medbook.slots
       where doctor_id = p_doctor_id and held_until <= p_now and close_cause is not null), p_now);
  v_slot_ids := array(
    select id from medbook.slots
     where doctor_id = p_doctor_id and close_cause in ('RETIRED', 'TIME_OFF')
       and (start_time > p_now or closed_at is null)
     order by id for no key update);
  -- A time off that was added meanwhile keeps them closed until it is removed.
  update medbook.slots set close_cause = 'TIME_OFF', changed = pg_current_xact_id()
   where doctor_id = p_doctor_id and id = any(v_slot_ids) and close_cause = 'RETIRED'
     and calendar.is_under_time_off(doctor_id, start_time, end_time);
  v_opened := calendar.open_again(p_doctor_id, v_slot_ids);

  -- A year at most, as api.open_slots: the nights do the rest.
  select calendar.last_open_day(d.time_zone, r.booking_horizon, p_now) into v_last_day
    from medbook.doctors d join booking.rules() r on r.doctor_id = d.id where d.id = p_doctor_id;
  v_last_day := case when v_last_day > v_today + 365 then v_today + 365 else v_last_day end;
  v_opened := v_opened + (calendar.open_days(p_doctor_id, v_today - 2, v_last_day, p_now) ->> 'opened')::integer;
  update medbook.doctors set open_until = v_last_day where id = p_doctor_id;
  return v_opened;
end
$$;

comment on function calendar.reinstate_doctor(uuid, timestamptz) is
'Takes a retired doctor back and opens the calendar; returns how many slots are offered by that
Opens the coming slots that retirement had closed, and what else the working hours ask for up to the booking horizon.
Slots closed by hand stay closed, and cancelled bookings cancelled. The caller has locked the doctor.';
