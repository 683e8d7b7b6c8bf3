create or replace function booking.extend_hold(
  p_booking medbook.bookings,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_until timestamptz;
  v_expires_at timestamptz;
begin
  select booking.extendable_until(p_booking.expires_at, p_booking.created_at, max_hold),
         core.later(p_now, hold_duration)
    into v_until, v_expires_at from medbook.settings;
  v_expires_at := least(v_expires_at, v_until);
  if v_expires_at > p_booking.expires_at then
    update medbook.bookings set expires_at = v_expires_at
     where doctor_id = p_booking.doctor_id and id = p_booking.id;
    update medbook.slots set held_until = v_expires_at, changed = pg_current_xact_id()
     where doctor_id = p_booking.doctor_id and id = p_booking.slot_id;
    perform booking.update_parts(p_booking);
  end if;
  return p_booking.expires_at < v_until;
end
$$;

comment on function booking.extend_hold(medbook.bookings, timestamptz) is
'Lets a hold last for a full hold_duration from now, as far as max_hold allows; false if it cannot last longer
p_now: read after the caller has locked the slot and before the hold lapses. A hold never gets shorter.';
