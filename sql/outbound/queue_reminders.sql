create or replace function outbound.queue_reminders()
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_clinic medbook.reminder_minutes := (select reminder_minutes from medbook.settings);
  v_since timestamptz;
  v_count integer;
begin
  -- Whoever comes while another looks has nothing to do.
  select coalesce(looked_until, v_now) into v_since from medbook.reminder_position for no key update skip locked;
  if not found then
    return 0;
  end if;
  insert into medbook.mails (
    kind, user_id, doctor_id, booking_id, minutes_before, unsubscribe_token, due_at, next_at)
  select 'reminder', u.id, b.doctor_id, b.id, lead, gen_random_uuid(), c.start_time - length, v_now
    from unnest(core.reminder_choices()) lead
   cross join make_interval(mins => lead) length
    join medbook.calendar c on c.start_time > greatest(v_since + length, v_now) and c.start_time <= v_now + length
    -- An appointment that was made less than 10 minutes before needs no reminder; and one that commits after its
    -- reminders were looked for cannot be missed, since no transaction takes so long.
    join medbook.bookings b on b.doctor_id = c.doctor_id and b.slot_id = c.slot_id and b.status = 'CONFIRMED'
      and b.confirmed_at <= c.start_time - length - interval '10 minutes'
    join medbook.users u on u.id = b.user_id and u.is_active and u.email is not null
    left join medbook.notification_preferences n on n.user_id = u.id
   where (lead = any(v_clinic)
          or exists (select from medbook.notification_preferences own where own.reminder_minutes @> array[lead]))
     and lead = any(coalesce(n.reminder_minutes, v_clinic)) and outbound.is_wanted('reminder', n)
      on conflict (booking_id, minutes_before) do nothing;
  get diagnostics v_count = row_count;
  update medbook.reminder_position set looked_until = v_now where looked_until is null or looked_until < v_now;
  return v_count;
end
$$;

comment on function outbound.queue_reminders() is
'Queues the reminders that have become due since it was last called; returns how many
It looks for appointments that begin as long from now as a patient, or else the clinic, wants to be reminded before, and
moves the position in the same transaction: none is skipped or repeated. After an outage it catches up, except for what
has begun. The first call queues none. pg_cron calls it every minute, and the notifier more often.';
