create or replace function outbound.queue_reminders()
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_clinic integer[] := (select reminder_minutes::integer[] from medbook.settings);
  v_since timestamptz;
  v_minutes integer;
  v_count integer := 0;
begin
  -- Whoever comes while another looks has nothing to do.
  select coalesce(looked_until, v_now) into v_since from medbook.reminder_position for no key update skip locked;
  if not found then
    return 0;
  end if;
  foreach v_minutes in array outbound.reminder_lengths(v_clinic) loop
    v_count := v_count + outbound.remind(v_minutes, v_clinic, v_since, v_now);
  end loop;
  update medbook.reminder_position set looked_until = v_now where looked_until is null or looked_until < v_now;
  return v_count;
end
$$;

comment on function outbound.queue_reminders() is
'Queues the reminders that have become due since it was last called; returns how many
It looks for appointments that begin as long from now as a patient, or else the clinic, wants to be reminded before, and
moves the position in the same transaction: none is skipped or repeated. After an outage it catches up. The first call
queues none. pg_cron calls it every minute, and the notifier more often.';
