create or replace function booking.insert_booking(
  p_user_id uuid,
  p_slot_id uuid,
  p_fee integer,
  p_currency text,
  p_now timestamptz,
  p_expires_at timestamptz,
  p_actor_id uuid,
  p_override_reason text default null,
  p_rescheduled_from uuid default null
)
  returns uuid
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_id uuid := core.new_id(v_doctor_id);
begin
  -- Three statements: joined into one by WITH they take longer.
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at,
                                override_reason, rescheduled_from)
  values (v_doctor_id, v_id, p_slot_id, p_user_id, 'PENDING', p_fee, p_currency, p_now, p_expires_at,
          p_override_reason, p_rescheduled_from);
  insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, to_status)
  values (v_doctor_id, v_id, p_now, p_actor_id, 'PENDING');
  update medbook.slots set is_available = false, held_until = p_expires_at, changed = pg_current_xact_id()
   where doctor_id = v_doctor_id and id = p_slot_id;
  return v_id;
end
$$;

comment on function booking.insert_booking(
  uuid, uuid, integer, text, timestamptz, timestamptz, uuid, text, uuid) is
'Writes a new hold and its history, and marks its slot as held; returns the booking''s id
p_user_id: the patient. p_fee, p_currency: the doctor''s now. p_expires_at: when the hold lapses. p_actor_id: the user
who asks. p_override_reason: why the patient''s other bookings were ignored; null: they counted. p_rescheduled_from: the
booking that this one replaces; null: none. The caller has locked the slot and checked that it can be booked.';
