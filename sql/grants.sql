-- All rights of all roles in our schemas, granted anew at each load; cron.sql grants what pg_cron needs.
revoke all on all tables in schema medbook, booking, calendar, health, api
  from medbook_gateway, medbook_worker, medbook_operator, medbook_notifier;
revoke all on all routines in schema medbook, core, booking, calendar, limits, feed, account, outbound, health, api
  from medbook_gateway, medbook_worker, medbook_operator, medbook_notifier;

-- The gateway calls functions and reads no table. It needs schema medbook only to name types.
grant usage on schema medbook, core, limits, feed, account, health, api to medbook_gateway;
grant select on api.endpoint, api.refusal, api.argument, api.nullable, api.document, api.problem, api.cache_class
  to medbook_gateway;
grant execute on function
  core.now(),
  core.schema_version(),
  core.is_demo(),
  core.try_write(),
  limits.take(text[], text, uuid, text),
  limits.take_each(text[], text[], uuid[]),
  core.forbid(uuid, text),
  feed.primary_position(),
  health.metrics()
  to medbook_gateway;
grant execute on function
  account.register(text, text, text, text),
  account.get_credentials(text),
  account.get_password(uuid),
  account.refuse_sign_in(uuid, text),
  account.change_password(uuid, uuid, text, text),
  account.update_me(uuid, text, text, text, text, text),
  account.reset_password(text, text, text, text),
  account.request_reset(text),
  account.open_session(uuid, text, bytea, text, text),
  account.rotate_session(bytea, bytea),
  account.sign_out(bytea),
  account.list_revoked(interval)
  to medbook_gateway;
do $$
declare
  v_function regprocedure;
begin
  for v_function in select distinct function::oid from api.endpoint loop
    execute format('grant execute on function %s to medbook_gateway', v_function);
  end loop;
end
$$;

-- The worker runs the cron jobs.
grant usage on schema core, booking, calendar, limits, account, outbound, health to medbook_worker;
grant execute on procedure booking.sweep(integer), calendar.open_all_slots(integer) to medbook_worker;
grant select on calendar.opening to medbook_worker;
grant execute on function
  booking.expire_bookings(integer),
  booking.purge_requests(),
  booking.purge_waitlist(),
  calendar.open_some_slots(integer),
  calendar.refit_next(uuid),
  calendar.follow_clinic_time_off(),
  limits.purge_counters(),
  account.purge_sessions(),
  health.require_invariants(),
  outbound.relay(),
  outbound.queue_reminders(),
  outbound.purge_events(),
  outbound.purge_mails()
  to medbook_worker;
-- The view calendar.opening calls these with the rights of its reader.
grant execute on function
  core.now(),
  core.is_time_zone(text),
  core.later(timestamptz, interval),
  calendar.last_open_day(text, interval, timestamptz)
  to medbook_worker;

-- The notifier sends what is queued for webhooks and as mail: it alone gets their secrets and new passwords' codes.
grant usage on schema outbound to medbook_notifier;
grant execute on function
  outbound.relay(),
  outbound.claim_deliveries(integer),
  outbound.record_delivery(uuid, bigint, integer, integer, text, integer),
  outbound.queue_reminders(),
  outbound.claim_mails(integer),
  outbound.record_mail(uuid, integer, text)
  to medbook_notifier;

-- DBAs read everything but secrets, call everything public, and tune the settings and limits.
grant usage on schema medbook, core, booking, calendar, limits, feed, account, outbound, health, api
  to medbook_operator;
grant select on all tables in schema booking, calendar, health, api to medbook_operator;
grant select on medbook.settings, medbook.doctors, medbook.slots, medbook.calendar, medbook.bookings,
  medbook.booking_requests, medbook.services, medbook.waitlist, medbook.rate_policy, medbook.rate_counter,
  medbook.booking_history, medbook.audit,
  medbook.working_hours, medbook.time_off, medbook.events, medbook.relay, medbook.deliveries,
  medbook.mails, medbook.reminder_position, medbook.notification_preferences
  to medbook_operator;
grant update on medbook.settings to medbook_operator;
grant update (min_notice, booking_horizon, cancel_cutoff, reschedule_cutoff) on medbook.doctors to medbook_operator;
grant insert, update, delete on medbook.rate_policy to medbook_operator;
grant delete on medbook.rate_counter to medbook_operator;
grant execute on all routines in schema medbook, core, booking, calendar, limits, feed, outbound, health, api
  to medbook_operator;
grant execute on function
  account.erase_user(uuid),
  account.issue_reset(uuid, uuid),
  account.grant_role(uuid, medbook.role),
  account.set_active(uuid, boolean)
  to medbook_operator;
revoke execute on function core.forbid(uuid, text), limits.take(text[], text, uuid, text),
  limits.take_each(text[], text[], uuid[]), outbound.claim_deliveries(integer),
  outbound.claim_mails(integer) from medbook_operator;

-- Append-only, even for the owner.
revoke update, delete, truncate on medbook.booking_history, medbook.audit from medbook_owner;
