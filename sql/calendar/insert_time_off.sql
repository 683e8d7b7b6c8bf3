create or replace function calendar.insert_time_off(
  p_user_id uuid,
  p_doctor_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_reason text,
  p_from_date date default null,
  p_to_date date default null
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_during tstzrange := case when p_from_date is null then tstzrange(p_from, p_to) end;
  v_days daterange := case when p_from_date is not null then daterange(p_from_date, p_to_date, '[]') end;
  v_id uuid;
  v_created uuid;
  v_answer jsonb;
begin
  if p_doctor_id is null then
    perform from medbook.settings for update;
  end if;
  select id into v_id from medbook.time_off
   where doctor_id is not distinct from p_doctor_id and during is not distinct from v_during
     and days is not distinct from v_days
     and reason is not distinct from p_reason;
  if not found then
    insert into medbook.time_off (doctor_id, during, days, reason, created_at)
    values (p_doctor_id, v_during, v_days, p_reason, core.now())
    returning id into v_created;
    v_id := v_created;
  end if;
  v_answer := case when p_doctor_id is null then calendar.close_clinic(v_during, v_days) else
    calendar.close_for_time_off(p_doctor_id, coalesce(v_during, calendar.days_during(
      v_days, (select time_zone from medbook.doctors where id = p_doctor_id)))) end;
  perform core.record('add time off', p_user_id, null);
  return jsonb_build_object('success', true,
    'time_off', (select to_jsonb(t) from api.time_off t where t.id = v_id))
    || v_answer || case when v_created is null then '{}' else jsonb_build_object('created', v_created) end;
end
$$;

comment on function calendar.insert_time_off(uuid, uuid, timestamptz, timestamptz, text, date, date) is
'Writes a time off and closes the free slots in it
Answers time_off, closed, affected_bookings, created, and doctors_left for the whole clinic. If the same time off exists
already, answers it without created, and closes slots that are open in it. p_from, p_to: its bounds. p_from_date,
p_to_date: instead of them its first and last day on each doctor''s own calendar. p_doctor_id: a doctor whom the caller
has locked; null: the whole clinic, for which this locks the row of medbook.settings that calendar.lock_doctor waits
for.';
