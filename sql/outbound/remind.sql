create or replace function outbound.remind(
  p_minutes integer,
  p_clinic integer[],
  p_since timestamptz,
  p_now timestamptz
)
  returns integer
  language plpgsql
  volatile
  -- Some seconds of the calendar are another plan than the hours after an outage.
  set plan_cache_mode = force_custom_plan
as $$
declare
  v_before constant interval := p_minutes * interval '1 minute';
  v_count integer;
begin
  insert into medbook.mails (
    kind, user_id, doctor_id, booking_id, minutes_before, unsubscribe_token, due_at, next_at)
  select 'reminder', u.id, b.doctor_id, b.id, p_minutes, gen_random_uuid(), c.start_time - v_before, p_now
    from medbook.calendar c
    join medbook.bookings b on b.doctor_id = c.doctor_id and b.slot_id = c.slot_id and b.status = 'CONFIRMED'
     and b.part_of is null
    join medbook.users u on u.id = b.user_id and u.is_active and u.email is not null
    left join medbook.notification_preferences n on n.user_id = u.id
   where c.start_time > greatest(p_since + v_before, p_now) and c.start_time <= p_now + v_before
     -- An appointment that was made less than 10 minutes before needs no reminder. Nor can one be missed that was
     -- committed after the look, since no booking takes that long.
     and b.confirmed_at <= c.start_time - v_before - interval '10 minutes'
     and p_minutes = any(coalesce(n.reminder_minutes, p_clinic)) and outbound.is_wanted('reminder', n)
      on conflict (booking_id, minutes_before) do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function outbound.remind(integer, integer[], timestamptz, timestamptz) is
'Queues the reminders of one length that became due after one instant and until another; returns how many
p_minutes: how long before the appointment. p_clinic: when patients are reminded who did not choose. p_since, p_now: the
instants. Nobody is reminded of what has begun.';
