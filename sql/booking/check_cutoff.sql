create or replace function booking.check_cutoff(
  p_booking medbook.bookings,
  p_change text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_cutoff_at timestamptz;
begin
  if p_booking.status <> 'CONFIRMED' then
    return null;
  end if;
  select core.later(s.start_time, - case p_change when 'cancel' then r.cancel_cutoff else r.reschedule_cutoff end)
    into v_cutoff_at
    from medbook.slots s join booking.rules() r on r.doctor_id = s.doctor_id
   where s.doctor_id = p_booking.doctor_id and s.id = p_booking.slot_id;
  if p_now >= v_cutoff_at then
    return core.refuse('TOO_LATE', jsonb_build_object('cutoff_at', v_cutoff_at));
  end if;
  return null;
end
$$;

comment on function booking.check_cutoff(medbook.bookings, text, timestamptz) is
'null if a patient may still change this booking, else the refusal
p_change: cancel or reschedule. A hold can be changed until it lapses. Refuses TOO_LATE (cutoff_at).';
