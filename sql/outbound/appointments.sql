create or replace function outbound.appointments(
  p_user_id uuid,
  p_doctor_id uuid,
  p_now timestamptz
)
  returns table (
    id uuid,
    sequence integer,
    is_cancelled boolean,
    changed_at timestamptz,
    start_time timestamptz,
    end_time timestamptz,
    summary text)
  language plpgsql
  stable
  -- One argument is null: the plan for the other reads one patient's bookings, or one doctor's.
  set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  select distinct on (o.booking_id)
         o.booking_id, o.moves + (b.status = 'CANCELLED')::integer, b.status = 'CANCELLED',
         coalesce(b.cancelled_at, b.confirmed_at), s.start_time, coalesce(b.visit_end, s.end_time),
         case when p_doctor_id is null then 'Appointment with ' || d.name else u.name end
    from medbook.bookings b
    join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
    join medbook.doctors d on d.id = b.doctor_id
    join medbook.users u on u.id = b.user_id
   -- Few were moved.
   cross join lateral (
     select b.id, 0 where b.rescheduled_from is null
     union all
     select * from outbound.origin(b.id) where b.rescheduled_from is not null) o (booking_id, moves)
   where case when p_doctor_id is null then b.user_id = p_user_id else b.doctor_id = p_doctor_id end
     and b.confirmed_at is not null and b.part_of is null
     and s.start_time > core.later(p_now, '-90 days')
     and (b.cancelled_at is null or b.cancelled_at > core.later(p_now, '-30 days'))
   order by o.booking_id, o.moves desc;
end
$$;

comment on function outbound.appointments(uuid, uuid, timestamptz) is
'The appointments in the calendar of a patient or a doctor, each once, however often it was moved
p_user_id: the patient. p_doctor_id: the doctor; null: the patient''s are asked for. p_now: the time of the call. They
are those that have begun in the last 90 days or are to come; cancelled ones for 30 days after that. A booking that was
never confirmed is none.';
