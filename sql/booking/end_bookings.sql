create or replace function booking.end_bookings(
  p_doctor_id uuid,
  p_booking_ids uuid[],
  p_actor_id uuid,
  p_reason text,
  p_now timestamptz,
  p_ended_by medbook.booking_end default null,
  p_rescheduled_to uuid default null
)
  returns uuid[]
  language plpgsql
  volatile
  -- Else PostgreSQL would plan statements with an array at every call, which takes longer than to run them.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_slot_ids uuid[];
begin
  with ended as (
    update medbook.bookings
       set status = 'CANCELLED', cancelled_at = p_now, expires_at = null, reason = p_reason,
           rescheduled_to = p_rescheduled_to,
           ended_by = case when p_ended_by is not null then p_ended_by
                           when user_id = p_actor_id then 'PATIENT' else 'CLINIC' end
     where doctor_id = p_doctor_id and (id = any(p_booking_ids) or part_of = any(p_booking_ids))
    returning doctor_id, id, slot_id, part_of,
              case when confirmed_at is null then 'PENDING' else 'CONFIRMED' end as was),
  written as (
    insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, from_status, to_status)
    select doctor_id, id, p_now, p_actor_id, was::medbook.booking_status, 'CANCELLED' from ended where part_of is null)
  select array_agg(slot_id) into v_slot_ids from ended;
  return v_slot_ids;
end
$$;

comment on function booking.end_bookings(
  uuid, uuid[], uuid, text, timestamptz, medbook.booking_end, uuid) is
'Cancels live bookings of one doctor; returns their slots, which the caller frees or gives to other bookings
p_rescheduled_to: the booking that replaces them; null: none. The other arguments are those of booking.cancel_bookings.
The caller has locked the slots.';
