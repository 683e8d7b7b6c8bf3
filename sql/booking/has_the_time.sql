create or replace function booking.has_the_time(
  p_waitlist_id uuid,
  p_user_id uuid,
  p_service_id uuid,
  p_since timestamptz,
  p_slot_id uuid,
  p_doctor_id uuid,
  p_time_zone text,
  p_start_time timestamptz,
  p_end_time timestamptz,
  p_max_bookings_per_user integer,
  p_max_bookings_per_doctor_day integer,
  p_now timestamptz
)
  returns setof boolean
  language sql
  stable
as $$
  select true
    from booking.patient_load(p_user_id, p_doctor_id, p_time_zone, p_start_time, p_end_time, null, p_now) load
   where exists (select from medbook.users where id = p_user_id and is_active)
     and not exists (
       select from medbook.bookings b
        where b.user_id = p_user_id
          and (b.doctor_id = p_doctor_id and b.slot_id = p_slot_id
              and (b.waitlist_id is not null and b.created_at >= p_since
                or b.ended_by is distinct from 'CLINIC' and coalesce(b.cancelled_at, b.expires_at) >= p_since)
            or b.waitlist_id = p_waitlist_id and booking.is_live(b.status, b.expires_at, p_now)))
     and booking.may_have_visit(p_user_id, p_service_id, p_doctor_id, p_now)
     and load.overlapping is null and load.coming < p_max_bookings_per_user
     and load.on_day < p_max_bookings_per_doctor_day
   limit 1
$$;

comment on function booking.has_the_time(
  uuid, uuid, uuid, timestamptz, uuid, uuid, text, timestamptz, timestamptz, integer, integer, timestamptz) is
'One row if a visit can be offered to a patient who waits, else none
p_waitlist_id, p_user_id, p_service_id, p_since: id, user_id, service_id and created_at of the row of the waiting list.
p_slot_id: the slot that became free: who was offered it or gave it up while waiting does not want it. p_doctor_id,
p_time_zone, p_start_time, p_end_time: the visit, and where its doctor is. p_max_bookings_per_user,
p_max_bookings_per_doctor_day: from booking.rules. Not while another offer to the same wish is open, nor if the
patient''s other bookings do not allow the visit; an offer is no hold that the patient has made, so HOLD_LIMIT does not
count. Must stay inlinable (no SET), so that booking.offer_slot asks for thousands; LIMIT, so that it is asked for one
after the other.';
