create or replace function calendar.open_days(
  p_doctor_id uuid,
  p_from date,
  p_to date,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_free uuid[] := array(select id from medbook.slots where doctor_id = p_doctor_id and held_until <= p_now);
  v_opened uuid[];
  v_answer jsonb;
begin
  -- A lapsed hold must not occupy its slot, even before the sweep.
  perform booking.lapse_holds(p_doctor_id, v_free, p_now);
  with wanted as (
    select g.start_time, g.end_time, g.service_ids, case
        when g.start_time <= p_now then 'PAST'
        when calendar.is_under_time_off(p_doctor_id, g.start_time, g.end_time) then 'TIME_OFF'
        when s.start_time = g.start_time and s.end_time = g.end_time then 'KEPT'
        when s.slot_id is not null then 'OCCUPIED'
        when c.id is not null then 'CLOSED'
        else 'OPENED' end as outcome
      from calendar.grid(p_doctor_id, p_from, p_to) g
      left join lateral (
        select slot_id, start_time, end_time from medbook.calendar
         where doctor_id = p_doctor_id
           and tstzrange(start_time, end_time) && tstzrange(g.start_time, g.end_time) limit 1) s on true
      left join lateral (
        select id from medbook.slots
         where doctor_id = p_doctor_id and close_cause = 'CLOSED'
           and tstzrange(start_time, end_time) && tstzrange(g.start_time, g.end_time) limit 1) c on s.slot_id is null),
  guarded as (
    insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
    select p_doctor_id, core.new_id(p_doctor_id), start_time, end_time from wanted where outcome = 'OPENED'
    returning doctor_id, slot_id, start_time, end_time),
  made as (
    insert into medbook.slots (doctor_id, id, start_time, end_time, service_ids)
    select doctor_id, slot_id, start_time, end_time, service_ids from guarded join wanted using (start_time, end_time))
  select jsonb_build_object('success', true, 'opened', coalesce(sum(n) filter (where outcome = 'OPENED'), 0),
           'kept', coalesce(sum(n) filter (where outcome = 'KEPT'), 0),
           'skipped', coalesce(jsonb_agg(jsonb_build_object('reason', outcome, 'slots', n) order by outcome)
                               filter (where outcome not in ('OPENED', 'KEPT')), '[]')),
           (select array_agg(slot_id) from guarded)
    into v_answer, v_opened from (select outcome, count(*) as n from wanted group by outcome) counted;
  perform booking.offer_slots(p_doctor_id, v_free || v_opened, p_now);
  return v_answer;
end
$$;

comment on function calendar.open_days(uuid, date, date, timestamptz) is
'Makes the missing slots that a doctor''s working hours ask for
Answers opened, kept and skipped, the latter with reasons. p_from, p_to: days of the doctor''s own calendar, both
included. The caller has locked the doctor. It skips slots that are in the PAST, in a TIME_OFF, CLOSED by hand, or
where another slot is (OCCUPIED).';
