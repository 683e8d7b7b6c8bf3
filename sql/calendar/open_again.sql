create or replace function calendar.open_again(
  p_doctor_id uuid,
  p_slot_ids uuid[]
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_opened uuid[];
begin
  -- A booked slot only loses its close_cause; a closed slot opens if no other slot has taken its place.
  with free as (
    select s.id, s.closed_at, s.start_time, s.end_time, max(s.end_time) filter (where s.closed_at is not null)
             over (order by s.start_time, s.id rows between unbounded preceding and 1 preceding) as earlier_end
      from medbook.slots s
     where s.doctor_id = p_doctor_id and s.id = any(p_slot_ids)
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
    returning s.id, s.is_available)
  select array_agg(id) filter (where is_available) into v_opened from changed;
  perform booking.offer_slots(p_doctor_id, v_opened, core.now());
  return coalesce(cardinality(v_opened), 0);
end
$$;

comment on function calendar.open_again(uuid, uuid[]) is
'Opens slots that are closed, or will close, and whose cause to be so is gone; returns how many
p_slot_ids: the slots, locked. A slot stays as it is if a time off or another slot covers its time. What opens is
offered to those who wait. The caller has locked the doctor.';
