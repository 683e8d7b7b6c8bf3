create or replace function booking.insert_booking(
  p_user_id uuid,
  p_slot_id uuid,
  p_now timestamptz,
  p_actor_id uuid default null,
  p_override_reason text default null
)
  returns uuid
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_id uuid := core.new_id(v_doctor_id);
  v_expires_at timestamptz;
begin
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at,
                                override_reason)
  select v_doctor_id, v_id, p_slot_id, p_user_id, 'PENDING', d.fee, d.currency, p_now, p_now + s.hold_duration,
         p_override_reason
    from medbook.doctors d cross join medbook.settings s
   where d.id = v_doctor_id
  returning expires_at into v_expires_at;
  insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, to_status)
  values (v_doctor_id, v_id, p_now, coalesce(p_actor_id, p_user_id), 'PENDING');

  update medbook.slots
     set is_available = false, held_until = v_expires_at, changed = pg_current_xact_id()
   where doctor_id = v_doctor_id and id = p_slot_id;
  return v_id;
end
$$;

comment on function booking.insert_booking(uuid, uuid, timestamptz, uuid, text) is
'Writes a new hold and its history, and marks its slot as held
p_actor_id: the user who asks; null: the patient. p_override_reason: why the patient''s other bookings were ignored;
null: they counted. The caller has locked the slot and checked that it can be booked. Returns the booking''s id.';
