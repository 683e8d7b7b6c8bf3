create or replace function calendar.reopen_slot(
  p_doctor_id uuid,
  p_slot_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_slot medbook.slots;
  v_cause medbook.close_cause;
begin
  select * into v_slot from medbook.slots where doctor_id = p_doctor_id and id = p_slot_id for no key update;
  if (v_slot.close_cause = 'CLOSED' or (v_slot.close_cause is null and v_slot.closed_at is not null)) is not true then
    return;
  end if;
  v_cause := case
    when exists (select from medbook.doctors where id = p_doctor_id and retired_at < v_slot.start_time)
      then 'RETIRED'::medbook.close_cause
    when calendar.is_under_time_off(p_doctor_id, v_slot.start_time, v_slot.end_time) then 'TIME_OFF'
    when not calendar.is_in_hours(p_doctor_id, v_slot.start_time, v_slot.end_time) then 'HOURS' end;
  if v_cause is null then
    perform calendar.open_again(p_doctor_id, array[p_slot_id]);
  end if;
  -- Another slot may have its time now, as after a change of hours.
  update medbook.slots set close_cause = coalesce(v_cause, 'HOURS'), changed = pg_current_xact_id()
   where doctor_id = p_doctor_id and id = p_slot_id and (closed_at is not null or close_cause is not null);
  if found then
    update medbook.doctors set open_until = null where id = p_doctor_id;
  end if;
end
$$;

comment on function calendar.reopen_slot(uuid, uuid) is
'Takes back that a slot was closed by hand: it is what it would be without that
It is open again, unless its doctor was retired, a time off covers it, it does not fit the working hours any more or
another slot has its time: then it is closed for that cause, and the next night opens what the hours ask for instead.
Does nothing to a slot that was not closed by hand. The caller has locked the doctor.';
