create or replace function booking.offer_open_slots(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
begin
  if not booking.is_anybody_waiting(p_doctor_id) then
    return;
  end if;
  -- SKIP LOCKED: who is booking a slot this instant keeps it.
  perform booking.offer_slots(p_doctor_id, array(
    select id from medbook.slots
     where doctor_id = p_doctor_id and is_available and start_time > p_now
       and booking.is_awaited(doctor_id, start_time, service_ids, null)
     order by id for no key update skip locked), p_now);
end
$$;

comment on function booking.offer_open_slots(uuid, timestamptz) is
'Offers what is free already to those who wait for it
Slots become suitable without becoming free: they come into the booking window, a kind of visit or a doctor is changed,
a patient has the time again. The nightly run calls it for each doctor.';
