create or replace function calendar.lock_calendar(
  p_doctor_id uuid
)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
begin
  -- A visit that has begun may have slots to come: its first slot is locked with them.
  perform from medbook.slots
    where doctor_id = p_doctor_id and closed_at is null
      and start_time > v_now - medbook.longest_visit() * interval '1 minute'
    order by id for no key update;

  -- A new statement: it leaves out slots that closed while the first one waited.
  return array(
    select id from medbook.slots
     where doctor_id = p_doctor_id and closed_at is null and start_time > v_now
     order by id);
end
$$;

comment on function calendar.lock_calendar(uuid) is
'Locks a doctor''s future slots and returns their ids
The caller has locked the doctor, so that no slot is added meanwhile.';
