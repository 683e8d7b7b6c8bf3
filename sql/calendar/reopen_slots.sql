create or replace function calendar.reopen_slots(
  p_doctor_id uuid,
  p_during tstzrange
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_slot_ids uuid[];
  v_count integer;
begin
  v_slot_ids := array(
    select id from medbook.slots
     where doctor_id = p_doctor_id and close_cause = 'TIME_OFF' and tstzrange(start_time, end_time) && p_during
     order by id for no key update);
  perform booking.lapse_holds(p_doctor_id, v_slot_ids, core.now());

  -- A booked slot only loses its close_cause; a closed slot opens if no other slot has taken its place.
  with free as (
    select s.id, s.closed_at, s.start_time, s.end_time, max(s.end_time) filter (where s.closed_at is not null)
             over (order by s.start_time, s.id rows between unbounded preceding and 1 preceding) as earlier_end
      from medbook.slots s
     where s.doctor_id = p_doctor_id and s.id = any(v_slot_ids) and s.close_cause = 'TIME_OFF'
       and not calendar.is_under_time_off(p_doctor_id, s.start_time, s.end_time)
       and (s.closed_at is null or not exists (
         select from medbook.calendar o
          where o.doctor_id = p_doctor_id
            and tstzrange(o.start_time, o.end_time) && tstzrange(s.start_time, s.end_time)))),
  fitting as (
    select * from free where closed_at is null or start_time >= coalesce(earlier_end, '-infinity')),
  guarded as (
    insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
    select p_doctor_id, id, start_time, end_time from fitting where closed_at is not null),
  changed as (
    update medbook.slots s
       set close_cause = null, closed_at = null, is_available = s.closed_at is not null, changed = pg_current_xact_id()
      from fitting
     where s.doctor_id = p_doctor_id and s.id = fitting.id
    returning s.is_available)
  select count(*) filter (where is_available)::integer into v_count from changed;
  return v_count;
end
$$;

comment on function calendar.reopen_slots(uuid, tstzrange) is
'Reopens the slots that a removed time off had closed; returns how many
p_during: the time off. A slot stays closed if another time off or another slot covers its time. The caller has
locked the doctor and removed the time off.';
