-- What every role may do with every object, as one table that must match exactly: nothing new is ever granted unseen.
begin;
\ir names.psql
select plan(97);

-- The privileges as they are: of all objects in our schemas, and of all others whose privileges name a role of ours.
-- Who owns an object that is not ours may do anything with it, and is left out. PostgreSQL 17 has a privilege more, for
-- owners, which has no letter here.
create temp view granted as
with ours as (select oid from pg_roles where rolname ~ '^medbook_'),
named as (select classid, objid, objsubid from pg_shdepend
           where refclassid = 'pg_authid'::regclass and refobjid in (select oid from ours) and deptype = 'a'
             and dbid in (0, (select oid from pg_database where datname = current_database()))),
object (kind, class, oid, name, schema, owner, acl) as (
  select 'schema', tableoid, oid, nspname::text, nspname::text, nspowner,
    coalesce(nspacl, acldefault('n', nspowner)) from pg_namespace
  union all
  select case relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, tableoid, oid,
    oid::regclass::text, relnamespace::regnamespace::text, relowner,
         coalesce(relacl, acldefault(case relkind when 'S' then 's'::"char" else 'r' end, relowner))
    from pg_class where relkind not in ('i', 'I', 't', 'c')
  union all
  select 'column', 'pg_class'::regclass, attrelid, attrelid::regclass || '.' || attname,
    relnamespace::regnamespace::text, relowner, attacl
    from pg_attribute join pg_class c on c.oid = attrelid where attacl is not null
  union all
  select 'routine', tableoid, oid, oid::regprocedure::text, pronamespace::regnamespace::text, proowner,
    coalesce(proacl, acldefault('f', proowner)) from pg_proc
  union all
  -- An array's privileges are its element's.
  select 'type', tableoid, oid, oid::regtype::text, typnamespace::regnamespace::text, typowner,
    coalesce(typacl, acldefault('T', typowner))
    from pg_type where typsubscript <> 'array_subscript_handler'::regproc
  union all
  select 'default', tableoid, oid, format('%s of %s in %s', defaclobjtype, defaclrole::regrole,
    case when defaclnamespace = 0 then 'any schema' else defaclnamespace::regnamespace::text end), null, defaclrole,
    defaclacl
    from pg_default_acl
  union all
  select 'other', classid, objid, pg_describe_object(classid, objid, objsubid), null, null, null
    from named where classid not in ('pg_namespace'::regclass, 'pg_class'::regclass, 'pg_proc'::regclass,
      'pg_type'::regclass, 'pg_default_acl'::regclass)),
privilege as (
  select o.kind, o.name, coalesce(nullif(a.grantee, 0)::regrole::text, 'public') as role,
         string_agg(letter || case when a.is_grantable then '*' else '' end,
           '' order by position(letter in 'rawdDxtUCX')) as letters
    from object o
    left join aclexplode(o.acl) a on a.grantee <> o.owner or a.grantee in (select oid from ours)
    left join (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd'), ('TRUNCATE', 'D'),
      ('REFERENCES', 'x'), ('TRIGGER', 't'), ('USAGE', 'U'), ('CREATE', 'C'), ('EXECUTE', 'X'))
      as word (privilege, letter)
           on a.privilege_type = word.privilege
   where o.schema in (
    'medbook', 'core', 'booking', 'calendar', 'limits', 'feed', 'account', 'outbound', 'health', 'api')
     or o.kind = 'schema' and o.name = 'extensions' or o.kind in ('default', 'other')
      or exists (select from named where classid = o.class and objid = o.oid)
   group by 1, 2, 3)
select kind, name,
       coalesce(max(letters) filter (where role = 'medbook_owner'), '') as owner,
       coalesce(max(letters) filter (where role = 'medbook_gateway'), '') as gateway,
       coalesce(max(letters) filter (where role = 'medbook_worker'), '') as worker,
       coalesce(max(letters) filter (where role = 'medbook_operator'), '') as operator,
       coalesce(max(letters) filter (where role = 'public'), '') as public,
       coalesce(string_agg(role || '=' || letters,
         ' ' order by role) filter (where letters <> ''
         and role !~ '^(public|medbook_(owner|gateway|worker|operator))$'), '') as others
  from privilege group by 1, 2;

create temp table expected (kind, name, owner, gateway, worker, operator, public, others) as
values
  -- U: use, C: make objects.
  ('schema', 'account', 'UC', 'U', 'U', 'U', '', ''),
  ('schema', 'api', 'UC', 'U', '', 'U', '', ''),
  ('schema', 'booking', 'UC', '', 'U', 'U', '', ''),
  ('schema', 'calendar', 'UC', '', 'U', 'U', '', ''),
  ('schema', 'core', 'UC', 'U', 'U', 'U', '', ''),
  ('schema', 'extensions', '', '', '', '', 'U', ''),
  ('schema', 'feed', 'UC', 'U', '', 'U', '', ''),
  ('schema', 'health', 'UC', 'U', 'U', 'U', '', ''),
  ('schema', 'limits', 'UC', 'U', 'U', 'U', '', ''),
  ('schema', 'outbound', 'UC', '', 'U', 'U', '', 'medbook_notifier=U'),
  ('schema', 'medbook', 'UC', 'U', '', 'U', '', ''),
  -- What the owner will make: PUBLIC may not call it.
  ('default', 'f of medbook_owner in any schema', 'X', '', '', '', '', ''),
  -- r: select, a: insert, w: update, d: delete, D: truncate, x: references, t: triggers. What is append-only lacks w, d
  -- and D.
  ('table', '_yoyo_migration', 'r', '', '', '', '', ''),
  ('table', 'medbook.audit', 'raxt', '', '', 'r', '', ''),
  ('table', 'medbook.booking_history', 'raxt', '', '', 'r', '', ''),
  ('table', 'medbook.booking_requests', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.services', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.waitlist', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.bookings', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.events', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.relay', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.deliveries', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.mails', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.reminder_position', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.notification_preferences', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.webhooks', 'rawdDxt', '', '', '', '', ''),
  ('table', 'medbook.calendar', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.calendar_links', 'rawdDxt', '', '', '', '', ''),
  ('table', 'medbook.doctors', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.password_resets', 'rawdDxt', '', '', '', '', ''),
  ('table', 'medbook.rate_counter', 'rawdDxt', '', '', 'rd', '', ''),
  ('table', 'medbook.rate_policy', 'rawdDxt', '', '', 'rawd', '', ''),
  ('table', 'medbook.sessions', 'rawdDxt', '', '', '', '', ''),
  ('table', 'medbook.settings', 'rawdDxt', '', '', 'rw', '', ''),
  ('table', 'medbook.slots', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.time_off', 'rawdDxt', '', '', 'r', '', ''),
  ('table', 'medbook.users', 'rawdDxt', '', '', '', '', ''),
  ('table', 'medbook.working_hours', 'rawdDxt', '', '', 'r', '', ''),
  ('column', 'medbook.doctors.booking_horizon', '', '', '', 'w', '', ''),
  ('column', 'medbook.doctors.cancel_cutoff', '', '', '', 'w', '', ''),
  ('column', 'medbook.doctors.min_notice', '', '', '', 'w', '', ''),
  ('column', 'medbook.doctors.reschedule_cutoff', '', '', '', 'w', '', ''),
  ('sequence', 'medbook.audit_id_seq', 'rwU', '', '', '', '', ''),
  ('view', 'api."user"', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.booking', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.cache_class', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.calendar_link', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.document', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.event', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.booking_change', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.patient_waitlist', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.waitlist', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.webhook', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.delivery', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.doctor', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.doctor_windows', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.argument', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.manual', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.notifications', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.named_doctor', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.nullable', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.refusal', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.endpoint', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.listed_doctor', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.patient_booking', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.problem', 'rawdDxt', 'r', '', 'r', '', ''),
  ('view', 'api.session', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.service', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.skipped_slots', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.slot', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.slot_state', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.specialization', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.statistic', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.time_off', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.settings', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'api.working_hours', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'booking.offer', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'calendar.misfit', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'calendar.opening', 'rawdDxt', '', 'r', 'r', '', ''),
  ('view', 'calendar.unoffered', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'health.activity', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'health.checks', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'health.slow_functions', 'rawdDxt', '', '', 'r', '', ''),
  ('view', 'health.jobs', 'rawdDxt', '', '', 'r', '', ''),
  -- PUBLIC may use types, as PostgreSQL has it, but needs the schema to.
  ('type', 'api."user"', 'U', '', '', '', 'U', ''),
  ('type', 'api.booking', 'U', '', '', '', 'U', ''),
  ('type', 'api.cache_class', 'U', '', '', '', 'U', ''),
  ('type', 'api.calendar_link', 'U', '', '', '', 'U', ''),
  ('type', 'api.document', 'U', '', '', '', 'U', ''),
  ('type', 'api.event', 'U', '', '', '', 'U', ''),
  ('type', 'api.booking_change', 'U', '', '', '', 'U', ''),
  ('type', 'api.patient_waitlist', 'U', '', '', '', 'U', ''),
  ('type', 'api.waitlist', 'U', '', '', '', 'U', ''),
  ('type', 'api.webhook', 'U', '', '', '', 'U', ''),
  ('type', 'api.delivery', 'U', '', '', '', 'U', ''),
  ('type', 'api.doctor', 'U', '', '', '', 'U', ''),
  ('type', 'api.doctor_windows', 'U', '', '', '', 'U', ''),
  ('type', 'api.argument', 'U', '', '', '', 'U', ''),
  ('type', 'api.manual', 'U', '', '', '', 'U', ''),
  ('type', 'api.notifications', 'U', '', '', '', 'U', ''),
  ('type', 'api.named_doctor', 'U', '', '', '', 'U', ''),
  ('type', 'api.nullable', 'U', '', '', '', 'U', ''),
  ('type', 'api.refusal', 'U', '', '', '', 'U', ''),
  ('type', 'api.endpoint', 'U', '', '', '', 'U', ''),
  ('type', 'api.listed_doctor', 'U', '', '', '', 'U', ''),
  ('type', 'api.patient_booking', 'U', '', '', '', 'U', ''),
  ('type', 'api.problem', 'U', '', '', '', 'U', ''),
  ('type', 'api.session', 'U', '', '', '', 'U', ''),
  ('type', 'api.service', 'U', '', '', '', 'U', ''),
  ('type', 'api.skipped_slots', 'U', '', '', '', 'U', ''),
  ('type', 'api.slot', 'U', '', '', '', 'U', ''),
  ('type', 'api.slot_state', 'U', '', '', '', 'U', ''),
  ('type', 'api.specialization', 'U', '', '', '', 'U', ''),
  ('type', 'api.statistic', 'U', '', '', '', 'U', ''),
  ('type', 'api.time_off', 'U', '', '', '', 'U', ''),
  ('type', 'api.settings', 'U', '', '', '', 'U', ''),
  ('type', 'api.working_hours', 'U', '', '', '', 'U', ''),
  ('type', 'booking.offer', 'U', '', '', '', 'U', ''),
  ('type', 'calendar.misfit', 'U', '', '', '', 'U', ''),
  ('type', 'calendar.opening', 'U', '', '', '', 'U', ''),
  ('type', 'calendar.unoffered', 'U', '', '', '', 'U', ''),
  ('type', 'health.activity', 'U', '', '', '', 'U', ''),
  ('type', 'health.checks', 'U', '', '', '', 'U', ''),
  ('type', 'health.slow_functions', 'U', '', '', '', 'U', ''),
  ('type', 'health.jobs', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.audit', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.booking_history', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.booking_end', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.booking_requests', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.booking_status', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.service_access', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.services', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.waitlist', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.bookings', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.events', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.relay', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.deliveries', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.mails', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.reminder_position', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.notification_preferences', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.reminder_minutes', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.webhooks', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.calendar', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.calendar_links', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.close_cause', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.doctors', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.password_resets', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.rate_counter', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.rate_policy', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.role', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.sessions', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.settings', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.slots', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.time_off', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.users', 'U', '', '', '', 'U', ''),
  ('type', 'medbook.working_hours', 'U', '', '', '', 'U', ''),
  -- X: call.
  ('routine', 'account.check_person(text,text,text,text)', 'X', '', '', '', '', ''),
  ('routine', 'account.change_person(uuid,text,text,text,text)', 'X', '', '', '', '', ''),
  ('routine', 'account.search_patterns(text)', 'X', '', '', '', '', ''),
  ('routine', 'account.phone_pattern(text)', 'X', '', '', '', '', ''),
  ('routine', 'account.code_digest(text)', 'X', '', '', '', '', ''),
  ('routine', 'account.update_me(uuid,text,text,text,text,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.issue_reset(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'account.reset_password(text,text,text,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'api.get_patient_booking(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_person(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_events(uuid,bigint,integer)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_calendar_link(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.renew_calendar_link(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.withdraw_calendar_link(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_calendar(text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_doctor_link(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.renew_doctor_link(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.withdraw_doctor_link(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_doctor_calendar(uuid,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'outbound.token_digest(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.find_link(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.answer_link(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.renew_link(uuid,uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.withdraw_link(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.content_line(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.calendar_text(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.calendar_time(timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.origin(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.appointments(uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.calendar(text,uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine',
    'outbound.calendar_event(uuid,integer,boolean,timestamp with time zone,timestamp with time zone,'
    'timestamp with time zone,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.event_type(medbook.booking_status,medbook.booking_status,uuid,boolean)',
    'X', '', '', 'X', '', ''),
  ('routine', 'outbound.find_changes(medbook.relay,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.kept_since(timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.purge_events()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'outbound.relay()', 'X', '', 'X', 'X', '', 'medbook_notifier=X'),
  ('routine', 'outbound.claim_deliveries(integer)', 'X', '', '', '', '', 'medbook_notifier=X'),
  ('routine', 'outbound.record_delivery(uuid,bigint,integer,integer,text,integer)', 'X', '', '', 'X', '',
    'medbook_notifier=X'),
  ('routine', 'core.reminder_choices()', 'X', '', '', 'X', '', ''),
  ('routine', 'core.reminder_fault(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'account.request_reset(text)', 'X', 'X', '', '', '', ''),
  ('routine', 'api.get_notifications(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.update_notifications(uuid,boolean,boolean,boolean,boolean,jsonb,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_unsubscribe_page(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.unsubscribe(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'outbound.is_wanted(text,medbook.notification_preferences)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.was_confirmed(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.is_appointment(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.is_timely(medbook.mails,integer[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.is_sendable(medbook.mails,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.lock_person(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.mail_facts(medbook.mails)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.queue_mail(bigint,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.reminder_lengths(integer[])', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.queue_mails(bigint,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.remind(integer,integer[],timestamp with time zone,timestamp with time zone)', 'X', '', '', 'X',
    '', ''),
  ('routine', 'outbound.queue_reminders()', 'X', '', 'X', 'X', '', 'medbook_notifier=X'),
  ('routine', 'outbound.claim_mails(integer)', 'X', '', '', '', '', 'medbook_notifier=X'),
  ('routine', 'outbound.record_mail(uuid,integer,text)', 'X', '', '', 'X', '', 'medbook_notifier=X'),
  ('routine', 'outbound.purge_mails()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'outbound.find_subscriber(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.unsubscribe_page(uuid,boolean)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.answer_webhook(uuid,bytea)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.check_webhook(text,jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.disable_webhook(uuid,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.enable_webhook(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.event_types()', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.new_secret()', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.queue_deliveries(bigint,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'outbound.retry_delay(integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'api.create_webhook(uuid,text,jsonb)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_webhooks(uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.update_webhook(uuid,uuid,text,jsonb,boolean)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.delete_webhook(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.rotate_webhook(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_deliveries(uuid,uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.replay_deliveries(uuid,uuid,bigint,timestamp with time zone)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_users(uuid,text,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.create_user(uuid,text,text,text,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.update_user(uuid,uuid,text,text,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.issue_password_reset(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'medbook.person_text(text,text,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'account.answer_user(uuid)', 'X', '', '', '', '', ''),
  ('routine', 'account.change_password(uuid,uuid,text,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.end_session(uuid)', 'X', '', '', '', '', ''),
  ('routine', 'account.end_sessions(uuid,uuid)', 'X', '', '', '', '', ''),
  ('routine', 'account.erase_user(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'account.get_credentials(text)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.get_password(uuid)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.grant_role(uuid,medbook.role)', 'X', '', '', 'X', '', ''),
  ('routine', 'account.insert_person(text,text,text,text,text)', 'X', '', '', '', '', ''),
  ('routine', 'account.list_revoked(interval)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.open_session(uuid,text,bytea,text,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.purge_sessions()', 'X', '', 'X', '', '', ''),
  ('routine', 'account.refuse_sign_in(uuid,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.register(text,text,text,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.replace_token(medbook.sessions,timestamp with time zone,timestamp with time zone)', 'X', '', '',
    '', '', ''),
  ('routine', 'account.rotate_session(bytea,bytea)', 'X', 'X', '', '', '', ''),
  ('routine', 'account.set_active(uuid,boolean)', 'X', '', '', 'X', '', ''),
  ('routine', 'account.sign_out(bytea)', 'X', 'X', '', '', '', ''),
  ('routine', 'api.add_clinic_time_off(uuid,timestamp with time zone,timestamp with time zone,text,date,date)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_working_hours(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_time_off(uuid,uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_clinic_time_off(uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.add_time_off(uuid,uuid,timestamp with time zone,timestamp with time zone,text,date,date)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.book_for_patient(uuid,uuid,uuid,text,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.book_slot(uuid,uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.book_soonest(uuid,uuid,text,jsonb,timestamp with time zone,timestamp with time zone,jsonb,text,'
    'text,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.cancel_booking(uuid,uuid,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.close_slot(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.complete_booking(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.confirm_booking(uuid,uuid,boolean)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.extend_booking(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.create_doctor(uuid,text,text,integer,integer,text,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.expire_bookings(uuid,integer)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.find_slots(text,timestamp with time zone,timestamp with time zone,integer,integer,uuid)', 'X', 'X',
    '', 'X', '', ''),
  ('routine', 'api.get_booking(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_doctor(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_slot(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_statistics(uuid,date,date,uuid,boolean)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_settings(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_doctor_windows(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.update_doctor_windows(uuid,uuid,text,text,text,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.update_settings(uuid,text,text,integer,integer,integer,text,text,text,text,text,text,text,jsonb,'
    'text)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.get_user(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine',
    'api.list_all_bookings(uuid,uuid,uuid,medbook.booking_status,'
      || 'timestamp with time zone,timestamp with time zone,integer,text)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_affected(uuid,uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine',
    'api.list_all_slots(uuid,uuid,timestamp with time zone,timestamp with time zone,integer,text)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_bookings(uuid,medbook.booking_status,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_doctors(text,text,integer,text,uuid,boolean)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_retired_doctors(uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_sessions(uuid,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_slots(uuid,timestamp with time zone,timestamp with time zone,integer,text,uuid)', 'X', 'X', '',
    'X', '', ''),
  ('routine', 'api.list_specializations()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_services()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_all_services(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.create_service(uuid,text,integer,text,integer,text,medbook.service_access)', 'X', 'X', '', 'X', '',
    ''),
  ('routine', 'api.update_service(uuid,uuid,text,integer,text,integer,text,medbook.service_access,boolean)', 'X', 'X',
    '', 'X', '', ''),
  ('routine', 'api.mark_no_show(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.open_slots(uuid,uuid,date,date)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.remove_time_off(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.reschedule_booking(uuid,uuid,uuid,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.reinstate_booking(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.reinstate_doctor(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.reopen_slot(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.retire_doctor(uuid,uuid,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.revoke_session(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.revoke_sessions(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.set_working_hours(uuid,uuid,jsonb)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.slot_changes(text,uuid,text,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.update_doctor(uuid,uuid,text,text,text,integer,integer,text,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'booking.check_booking(uuid,uuid,uuid,uuid,text,timestamp with time zone,uuid,uuid[])', 'X', '', '',
    'X', '', ''),
  ('routine', 'booking.slots_of(medbook.bookings)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.update_parts(medbook.bookings)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_service(uuid,uuid,uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.take_visit(uuid,booking.offer,uuid,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.refuse_visit(booking.offer,uuid[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.lock_slots_of(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.book_visit(uuid,uuid,uuid,uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.for_service(booking.offer,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.insert_parts(uuid,uuid[])', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_for(uuid[],uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.visit_end(uuid,timestamp with time zone,integer,uuid,timestamp with time zone)', 'X', '', '',
    'X', '', ''),
  ('routine', 'booking.check_waiting(uuid,jsonb,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.wish_of(uuid,text,uuid,timestamp with time zone,timestamp with time zone,jsonb,text,text)',
    'X', '', '', 'X', '', ''),
  ('routine', 'booking.queue_key(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_slot_left(uuid,jsonb,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.has_the_time(uuid,uuid,uuid,timestamp with time zone,uuid,uuid,text,timestamp with time zone,'
    'timestamp with time zone,integer,integer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.offer_visit(uuid,uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.answer_queue(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.join_queue(uuid,jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_times(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_anybody_waiting(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.queue_place(medbook.waitlist)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.offer_slot(booking.offer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.same_wish(medbook.waitlist)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.offer_slots(uuid,uuid[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.queue_row(uuid,jsonb,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.purge_waitlist()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'booking.lock_free_slots(uuid,uuid[],uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_suitable(timestamp with time zone,timestamp with time zone,integer[],time without time zone,'
    'time without time zone,timestamp with time zone,integer,time without time zone)',
    'X', '', '', 'X', '', ''),
  ('routine', 'booking.visits_with(booking.offer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.may_have_visit(uuid,uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'health.check_waitlist()', 'X', '', '', 'X', '', ''),
  ('routine', 'api.list_waitlist(uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.join_waitlist(uuid,uuid,text,uuid,timestamp with time zone,'
    'timestamp with time zone,jsonb,text,text)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.join_for_patient(uuid,uuid,uuid,text,uuid,timestamp with time zone,'
    'timestamp with time zone,jsonb,text,text)',
    'X', 'X', '', 'X', '', ''),
  ('routine', 'api.list_all_waiting(uuid,uuid,text,integer,text)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.leave_waitlist(uuid,uuid)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'api.prioritize_waitlist(uuid,uuid,integer)', 'X', 'X', '', 'X', '', ''),
  ('routine', 'booking.visit_slots(uuid,timestamp with time zone,integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.offer_open_slots(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_awaited(uuid,timestamp with time zone,uuid[],timestamp with time zone)', 'X', '', '', 'X',
    '', ''),
  ('routine',
    'booking.is_free(boolean,timestamp with time zone,uuid,medbook.close_cause,uuid[],timestamp with time zone,'
      || 'timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_live(medbook.booking_status,timestamp with time zone,timestamp with time zone)', 'X', '', '',
    'X', '', ''),
  ('routine', 'booking.refuse_status(medbook.bookings,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.duration_fault(text,interval,interval)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.check_settings(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.check_limit(integer,integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.answer_booking(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.answer_move(medbook.bookings,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.answer_moved(uuid,medbook.bookings)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.booking_window(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.cancel_all(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.cancel_bookings(uuid,uuid[],uuid,text,timestamp with time zone,medbook.booking_end)', 'X',
    '', '', 'X', '', ''),
  ('routine', 'booking.end_bookings(uuid,uuid[],uuid,text,timestamp with time zone,medbook.booking_end,uuid)', 'X',
    '', '', 'X', '', ''),
  ('routine', 'booking.check_cutoff(medbook.bookings,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_move(medbook.bookings,uuid,uuid,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.answer_request(uuid,uuid,bytea)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_wish(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.choices(uuid,jsonb,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_wanted(timestamp with time zone,timestamp with time zone,text,datemultirange,tstzmultirange,'
    'jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.lock_soonest(jsonb,tstzmultirange,uuid[],text[],datemultirange[],timestamp with time zone)',
    'X', '', '', 'X', '', ''),
  ('routine', 'booking.purge_requests()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'booking.taken_on_day(uuid,timestamp with time zone,text,timestamp with time zone)',
    'X', '', '', 'X', '', ''),
  ('routine', 'booking.take_soonest(uuid,jsonb,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.active_service(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.find_visits(text,uuid,timestamp with time zone,timestamp with time zone,integer,integer,'
    'timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.list_free_first(text,text[],uuid,integer,text,timestamp with time zone)', 'X', '', '', 'X', '',
    ''),
  ('routine', 'booking.list_visits(uuid,uuid,timestamp with time zone,timestamp with time zone,integer,'
    'timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.lock_visit(uuid[],timestamp with time zone,integer,uuid,timestamp with time zone)', 'X', '', '',
    'X', '', ''),
  ('routine', 'booking.may_have(medbook.service_access,uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.open_visits(uuid,uuid,integer,interval,interval,timestamp with time zone,'
    'timestamp with time zone,integer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.soonest_start(jsonb,tstzmultirange,uuid[],text[],datemultirange[],timestamp with time zone,'
    'integer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_patient(uuid,booking.offer,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_reinstatement(medbook.bookings,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.check_slot(uuid,uuid,timestamp with time zone,uuid,uuid[])', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.confirm_again(medbook.bookings,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.confirm_hold(medbook.bookings,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.extend_hold(medbook.bookings,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.extendable_until(timestamp with time zone,timestamp with time zone,interval)',
    'X', '', '', 'X', '', ''),
  ('routine', 'booking.lock_patient(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.end_visit(uuid,uuid,medbook.booking_status)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.expire_bookings(integer)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'booking.fail_holds(uuid,uuid[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.free_slots(uuid,uuid[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.hold_offer(uuid,booking.offer,uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.hold_slot(uuid,uuid,uuid,text,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.insert_booking(uuid,booking.offer,timestamp with time zone,timestamp with time zone,uuid,text,'
    'uuid,uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_in_window(timestamp with time zone,interval,interval,timestamp with time zone)', 'X', '', '',
    'X', '', ''),
  ('routine',
    'booking.is_open(boolean,timestamp with time zone,uuid,medbook.close_cause,uuid[],uuid,'
      || 'timestamp with time zone,boolean,interval,interval,timestamp with time zone)',
    'X', '', '', 'X', '', ''),
  ('routine', 'booking.is_same_day(text,timestamp with time zone,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.lapse_holds(uuid,uuid[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.lock_booking(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.lock_move(uuid,uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.move_booking(medbook.bookings,uuid,uuid,text,timestamp with time zone)', 'X', '', '', 'X', '',
    ''),
  ('routine', 'booking.next_available(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.next_visit(uuid,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.patient_load(uuid,uuid,text,timestamp with time zone,timestamp with time zone,uuid,'
    'timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.refuse_hold(uuid,uuid,uuid,text,timestamp with time zone,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.refuse_slot(uuid,booking.offer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.take_slot(uuid,booking.offer,uuid,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.may_override(text,uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.may_override_slot(text,uuid,booking.offer,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.record_overrides(text[],uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.rules()', 'X', '', '', 'X', '', ''),
  ('routine', 'booking.status_at(medbook.booking_status,timestamp with time zone,timestamp with time zone)', 'X', '',
    '', 'X', '', ''),
  ('routine', 'booking.sweep(integer)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'calendar.affected_bookings(uuid,uuid[])', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_doctor(text,text,integer,integer,text,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_service(text,text,integer,integer,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.write_service(medbook.services)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_hour(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_hours(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_matches(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_import(jsonb,text[])', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.check_time_off(timestamp with time zone,timestamp with time zone,text,date,date)',
    'X', '', '', 'X', '', ''),
  ('routine', 'calendar.clock_text(integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.close_for_time_off(uuid,tstzrange)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.close_clinic(tstzrange,daterange)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.close_free_slots(uuid,uuid[],medbook.close_cause)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.days_during(daterange,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.end_minute_of(text,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.fit_slots(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.follow_clinic_time_off()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'calendar.follow_time_off(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.follow_time_zone(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.grid(uuid,date,date)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.has_nights_that_overlap(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.instant_of(timestamp without time zone,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.import_doctors(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.insert_time_off(uuid,uuid,timestamp with time zone,timestamp with time zone,text,date,date)',
    'X', '', '', 'X', '', ''),
  ('routine', 'calendar.is_date(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.is_in_hours(uuid,timestamp with time zone,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.is_under_time_off(uuid,timestamp with time zone,timestamp with time zone)', 'X', '', '', 'X',
    '', ''),
  ('routine', 'calendar.is_whole_number(jsonb,integer,integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.last_open_day(text,interval,timestamp with time zone)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'calendar.list_hours(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.lock_calendar(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.lock_doctor(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.list_time_off(uuid,integer,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.match_import(jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.minute_of(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.name_words(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.new_doctor_id()', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.open_again(uuid,uuid[])', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.open_all_slots(integer)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'calendar.open_days(uuid,date,date,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.open_some_slots(integer)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'calendar.reinstate_doctor(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.reopen_clinic(tstzrange,daterange)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.reopen_slot(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.unfit(uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.refit_calendar(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.refit_next(uuid)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'calendar.reopen_slots(uuid,tstzrange)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.replace_hours(uuid,jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.retire_doctor(uuid,uuid[],jsonb,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.spelling_of(text,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.text_fault(text,integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.cursor_keys(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'calendar.write_imported(jsonb,uuid,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.forbid(uuid,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'core.is_admin(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.is_cursor(text,text[])', 'X', '', '', 'X', '', ''),
  ('routine', 'core.is_deactivated(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.is_demo()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'core.is_in_use()', 'X', '', '', 'X', '', ''),
  ('routine', 'core.is_within_days(timestamp with time zone,timestamp with time zone,integer)', 'X', '', '', 'X',
    '', ''),
  ('routine', 'core.is_etag_match(text,jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.is_list_of(jsonb,text,text,integer)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.is_time_zone(text)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'core.later(timestamp with time zone,interval)', 'X', '', 'X', 'X', '', ''),
  ('routine', 'core.new_id(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.now()', 'X', 'X', 'X', 'X', '', ''),
  ('routine', 'core.page(text,jsonb,integer,text[])', 'X', '', '', 'X', '', ''),
  ('routine', 'core.record(text,uuid,uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.record_on_behalf(text,uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.refuse(text,jsonb)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.refuse_input(text,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'core.schema_version()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'core.search_patterns(text[])', 'X', '', '', 'X', '', ''),
  ('routine', 'core.time_zones()', 'X', '', '', 'X', '', ''),
  ('routine', 'core.try_write()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'feed.changed_slots(xid8,xid8[],timestamp with time zone,timestamp with time zone,integer)', 'X', '', '',
    'X', '', ''),
  ('routine', 'feed.clinic_changes(xid8,xid8[],timestamp with time zone,timestamp with time zone)', 'X', '', '', 'X',
    '', ''),
  ('routine', 'feed.cluster_identity()', 'X', '', '', 'X', '', ''),
  ('routine', 'feed.current_position(text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'feed.primary_position()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'feed.read_cursor(text,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'feed.slot_events(uuid[],uuid,text,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'health.broken_visits()', 'X', '', '', 'X', '', ''),
  ('routine', 'health.check_invariants()', 'X', '', '', 'X', '', ''),
  ('routine', 'health.explain_slot(uuid,uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'health.list_slow_functions()', 'X', '', '', 'X', '', ''),
  ('routine', 'health.list_jobs()', 'X', '', '', 'X', '', ''),
  ('routine', 'health.metrics()', 'X', 'X', '', 'X', '', ''),
  ('routine', 'health.require_invariants()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'health.statistics(date,date,boolean)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.account_digest(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.counters_of(text[],text[],uuid[])', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.count_request(medbook.rate_policy,text,timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.forget_failures(uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.forget_account(uuid,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.is_known_address(text,text)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.purge_counters()', 'X', '', 'X', 'X', '', ''),
  ('routine', 'limits.settle(medbook.rate_counter[],timestamp with time zone)', 'X', '', '', 'X', '', ''),
  ('routine', 'limits.take(text[],text,uuid,text)', 'X', 'X', '', '', '', ''),
  ('routine', 'limits.take_each(text[],text[],uuid[])', 'X', 'X', '', '', '', ''),
  ('routine', 'limits.take_in_turn(text[],text[],uuid[])', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.comparable(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.doctor_of(uuid)', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.is_tidy(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.longest_visit()', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.search_text(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.tidy(text)', 'X', '', '', 'X', '', ''),
  ('routine', 'medbook.visible(text)', 'X', '', '', 'X', '', '');
select set_eq(
  'select * from granted',
  'select * from expected',
  'every role may do what the table says, and nothing else'
);

-- Whatever is granted, taken away or made, is seen.
create function pg_temp.is_seen(p_statement text) returns text language plpgsql as $$
declare
  v_is_seen boolean;
begin
  begin
    execute p_statement;
    v_is_seen := exists (select * from granted except select * from expected)
      or exists (select * from expected except select * from granted);
    raise division_by_zero;
  exception when division_by_zero then
    null;
  end;
  return ok(v_is_seen, p_statement || ' is seen');
end
$$;
select pg_temp.is_seen('grant select on medbook.users to medbook_operator');
select pg_temp.is_seen('grant select on medbook.slots to medbook_operator with grant option');
select pg_temp.is_seen('grant select (email) on medbook.users to medbook_worker');
select pg_temp.is_seen('grant select (email) on medbook.users to public');
select pg_temp.is_seen('grant delete on medbook.audit to medbook_owner');
select pg_temp.is_seen('grant usage on sequence medbook.audit_id_seq to medbook_gateway');
select pg_temp.is_seen('grant execute on function core.now() to public');
select pg_temp.is_seen('grant execute on function account.purge_sessions() to pg_monitor');
select pg_temp.is_seen('revoke execute on function api.get_slot(uuid) from medbook_gateway');
select pg_temp.is_seen('grant usage on schema account to public');
select pg_temp.is_seen('grant create on schema api to medbook_operator');
select pg_temp.is_seen('grant create on schema public to medbook_gateway');
select pg_temp.is_seen('grant usage on type medbook.role to medbook_gateway');
select pg_temp.is_seen('grant select on pg_authid to medbook_operator');
select pg_temp.is_seen('grant execute on function pg_read_file(text) to medbook_worker');
select pg_temp.is_seen('grant temporary on database ' || quote_ident(current_database()) || ' to medbook_gateway');
select pg_temp.is_seen('grant set on parameter log_error_verbosity to medbook_gateway');
select pg_temp.is_seen(
  'alter default privileges for role medbook_owner in schema medbook grant select on tables to medbook_operator');
select pg_temp.is_seen('alter default privileges for role medbook_owner grant execute on functions to public');
select pg_temp.is_seen('create table medbook.another ()');
select pg_temp.is_seen('create view api.another as select 1 as one');
select pg_temp.is_seen('create sequence core.another');
select pg_temp.is_seen('create type account.another as enum ()');
select pg_temp.is_seen($$create function core.another() returns integer language sql return 1$$);
select pg_temp.is_seen('drop function limits.purge_counters()');

-- What follows from the table, where another list says what it should be.
select set_eq(
  $$select name from granted where kind = 'routine' and gateway = 'X' and name ~ '^api\.'$$,
  'select distinct function::oid::regprocedure::text from api.endpoint',
  'the gateway calls of api what has a route'
);
select set_eq(
  $$select name from granted where kind = 'view' and operator = 'r'$$,
  $$select oid::regclass::text from pg_class
    where relnamespace = any('{booking, calendar, health, api}'::regnamespace[]) and relkind = 'v'$$,
  'operators read every view'
);
set local role medbook_owner;
create function core.new_function() returns integer language sql immutable as 'select 1';
reset role;
select is(
  has_function_privilege('public', 'core.new_function()', 'execute'),
  false,
  'PUBLIC may not call what the owner will make'
);
select is(has_function_privilege('medbook_gateway', 'core.new_function()', 'execute'), false, 'nor may the gateway');

-- Roles and owners.
select set_eq(
  $$select rolname, rolcanlogin from pg_roles where rolname ~ '^medbook_'$$,
  $$values ('medbook_owner'::name, false), ('medbook_gateway', true), ('medbook_worker', true),
    ('medbook_operator', false), ('medbook_notifier', true)$$,
  'there are five roles, of which the gateway, the worker and the notifier can log in'
);
select is_empty(
  $$select rolname from pg_roles where rolname ~ '^medbook_'
    and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)$$,
  'no role of ours has a special power'
);
select is_empty(
  $$select roleid::regrole, member::regrole from pg_auth_members where member::regrole::text ~ '^medbook_'$$,
  'no role of ours is a member of another'
);
select is_empty(
  $$select roleid::regrole, member::regrole from pg_auth_members join pg_roles r on r.oid = member
    where roleid::regrole::text ~ '^medbook_' and not rolsuper$$,
  'nobody is a member of one but administrators'
);
select is_empty(
  $$select nspname from pg_namespace where nspname in ('medbook', 'core', 'booking', 'calendar', 'limits', 'feed',
    'account', 'outbound', 'health', 'api') and nspowner <> 'medbook_owner'::regrole$$,
  'the owner owns the schemas'
);
select is_empty(
  $$select oid::regprocedure from pg_proc where pronamespace::regnamespace::text in ('medbook', 'core', 'booking',
    'calendar', 'limits', 'feed', 'account', 'outbound', 'health', 'api') and proowner <> 'medbook_owner'::regrole$$,
  'the owner owns the functions'
);
select is_empty(
  $$select oid::regclass from pg_class where relnamespace::regnamespace::text in ('medbook', 'core', 'booking',
    'calendar', 'limits', 'feed', 'account', 'outbound', 'health', 'api') and relowner <> 'medbook_owner'::regrole$$,
  'the owner owns the tables, indexes and views'
);
select is_empty(
  $$select oid::regtype from pg_type where typnamespace::regnamespace::text in ('medbook', 'core', 'booking',
    'calendar', 'limits', 'feed', 'account', 'outbound', 'health', 'api') and typowner <> 'medbook_owner'::regrole$$,
  'the owner owns the types'
);
select is_empty(
  $$select classid::regclass, objid from pg_shdepend where refclassid = 'pg_authid'::regclass and deptype = 'o'
    and refobjid::regrole::text in ('medbook_gateway', 'medbook_worker', 'medbook_operator')$$,
  'the others own nothing'
);

-- The same, tried.
grant usage on schema test to medbook_operator;
grant select on test.clock to medbook_operator;
select throws_ok(
  'set local role medbook_gateway; select from medbook.users',
  '42501',
  'permission denied for table users',
  'the gateway cannot read users'
);
select throws_ok(
  'set local role medbook_gateway; select from medbook.sessions',
  '42501',
  'permission denied for table sessions',
  'the gateway cannot read sessions'
);
select throws_ok(
  'set local role medbook_gateway; select from medbook.slots',
  '42501',
  'permission denied for table slots',
  'the gateway cannot read slots'
);
select throws_ok(
  'set local role medbook_gateway; select from medbook.bookings',
  '42501',
  'permission denied for table bookings',
  'the gateway cannot read bookings'
);
select throws_ok(
  'set local role medbook_gateway; select from medbook.audit',
  '42501',
  'permission denied for table audit',
  'the gateway cannot read the audit'
);
select throws_ok(
  'set local role medbook_gateway; select from medbook.rate_counter',
  '42501',
  'permission denied for table rate_counter',
  'the gateway cannot read the counters'
);
select throws_ok(
  'set local role medbook_gateway; select from api.booking',
  '42501',
  'permission denied for view booking',
  'the gateway cannot read everybody''s bookings'
);
select throws_ok(
  'set local role medbook_gateway; select booking.expire_bookings()',
  '42501',
  'permission denied for schema booking',
  'the gateway cannot sweep'
);
select lives_ok(
  format('set local role medbook_gateway; select api.book_slot(%L, %L); reset role', :'ben', :'dora_4'),
  'the gateway can book'
);
select lives_ok(
  'set local role medbook_gateway; select * from api.endpoint, api.problem; reset role',
  'the gateway can read the catalog'
);
select throws_ok(
  'set local role medbook_worker; select from medbook.slots',
  '42501',
  'permission denied for schema medbook',
  'the worker reads no table'
);
select throws_ok(
  format('set local role medbook_worker; select api.book_slot(%L, %L)', :'ben', :'dora_4'),
  '42501',
  'permission denied for schema api',
  'the worker does not book'
);
select lives_ok('set local role medbook_worker; select booking.expire_bookings(); reset role', 'the worker can sweep');
select throws_ok(
  'set local role medbook_operator; select password_hash from medbook.users',
  '42501',
  'permission denied for table users',
  'operators cannot read hashes of passwords'
);
select throws_ok(
  'set local role medbook_operator; select token_hash from medbook.sessions',
  '42501',
  'permission denied for table sessions',
  'nor those of tokens'
);
select throws_ok(
  'set local role medbook_operator; update medbook.bookings set reason = null',
  '42501',
  'permission denied for table bookings',
  'operators change no booking directly'
);
select throws_ok(
  $$set local role medbook_operator; insert into medbook.audit (at, action, outcome)
    values ('2030-01-01Z', 'lie', 'OK')$$,
  '42501',
  'permission denied for table audit',
  'operators add nothing to the audit directly'
);
select lives_ok(
  $$set local role medbook_operator; update medbook.settings set hold_duration = '3 minutes'; reset role$$,
  'operators can change the settings'
);
select lives_ok(
  $$set local role medbook_operator; update medbook.rate_policy set quota = 1; delete
    from medbook.rate_policy; insert into medbook.rate_policy values ('general', 1, '1 hour', 'address'); delete
    from medbook.rate_counter; reset role$$,
  'operators can change the limits, and let everybody begin again'
);
select lives_ok(
  'set local role medbook_operator; select from medbook.audit, medbook.booking_history; reset role',
  'operators can read what was recorded'
);
select lives_ok(
  'set local role medbook_operator; select from health.check_invariants(); reset role',
  'operators can check the invariants'
);
select lives_ok(
  'set local role medbook_operator; select * from api.booking, api.slot, api.doctor, api.specialization, api.user,
    api.session, api.endpoint, api.problem; reset role',
  'operators can read the views'
);
select lives_ok(
  format('set local role medbook_operator; select booking.check_slot(%L, %L, core.now()); reset role', :'ann',
    :'dora_closed'),
  'operators can ask why a slot cannot be booked'
);

-- What is append-only is, for everybody.
select throws_ok(
  format('set local role %I; %s', role, replace(statement, 'TABLE', name)),
  '42501',
  null,
  format('%s cannot %s %s', role, split_part(statement, ' ', 1), name)
)
  from unnest(array['medbook_owner', 'medbook_gateway', 'medbook_worker', 'medbook_operator']) role
 cross join unnest(array['medbook.audit', 'medbook.booking_history']) name
 cross join unnest(array['update TABLE set at = at', 'delete from TABLE', 'truncate TABLE']) statement;
select throws_ok(
  $$set local role medbook_owner; insert into medbook.booking_history select * from medbook.booking_history
    on conflict (doctor_id, booking_id, to_status, correction) do update set at = excluded.at$$,
  '42501',
  'permission denied for table booking_history',
  'not by a detour either'
);
select throws_ok(
  'set local role medbook_owner; select from medbook.audit for update',
  '42501',
  'permission denied for table audit',
  'its lines are locked by nobody'
);
select lives_ok(
  $$set local role medbook_owner; select core.record('try', null, null); reset role$$,
  'the owner, whom the functions run as, can add to it'
);
select is_empty(
  $$select conname from pg_constraint where contype = 'f'
    and (conrelid in ('medbook.audit'::regclass, 'medbook.booking_history'::regclass)
    or confrelid in ('medbook.audit'::regclass, 'medbook.booking_history'::regclass))$$,
  'no foreign key leads from or to it: nothing waits for it, nothing cascades into it'
);
select is_empty(
  $$select tgname from pg_trigger where tgrelid in ('medbook.audit'::regclass, 'medbook.booking_history'::regclass)$$,
  'nothing is triggered by it'
);
select is_empty(
  $$select oid::regprocedure from pg_proc where prosrc ~*
    '(update|delete\s+from|truncate)\s+medbook\.(audit|booking_history)'$$,
  'no function tries to change it'
);

-- What a login begins with.
select set_eq(
  $$select setrole::regrole::text, setdatabase,
    unnest(setconfig) from pg_db_role_setting where setrole::regrole::text ~ '^medbook_'$$,
  $$values
  ('medbook_gateway', 0::oid, 'statement_timeout=5s'), ('medbook_gateway', 0, 'lock_timeout=1s'),
    ('medbook_gateway', 0, 'idle_in_transaction_session_timeout=10s'),
  ('medbook_gateway', 0, 'log_error_verbosity=terse'), ('medbook_gateway', 0, 'log_parameter_max_length=0'),
    ('medbook_gateway', 0, 'log_parameter_max_length_on_error=0'),
  ('medbook_worker', 0, 'statement_timeout=10min'), ('medbook_worker', 0, 'lock_timeout=5s'),
    ('medbook_worker', 0, 'idle_in_transaction_session_timeout=1min'),
  ('medbook_worker', 0, 'log_error_verbosity=terse'),
  ('medbook_notifier', 0, 'statement_timeout=30s'), ('medbook_notifier', 0, 'lock_timeout=5s'),
    ('medbook_notifier', 0, 'idle_in_transaction_session_timeout=10s'),
  ('medbook_notifier', 0, 'log_error_verbosity=terse'), ('medbook_notifier', 0, 'log_parameter_max_length=0'),
    ('medbook_notifier', 0, 'log_parameter_max_length_on_error=0')$$,
    'the roles that log in have limits of time, and log nothing personal');
create extension dblink schema tap;
create function pg_temp.settings_of(p_role text) returns text language sql as $$
  select setting from tap.dblink(format('dbname=%s host=%s port=%s user=%s', current_database(),
    current_setting('unix_socket_directories'), current_setting('port'), p_role),
    'select concat_ws('' '', current_setting(''statement_timeout''), current_setting(''lock_timeout''),
      current_setting(''idle_in_transaction_session_timeout''), current_setting(''log_error_verbosity''))')
      as s (setting text)
$$;
select is(pg_temp.settings_of('medbook_gateway'), '5s 1s 10s terse', 'a login of the gateway has them');
select is(pg_temp.settings_of('medbook_worker'), '10min 5s 1min terse', 'so has one of the worker');
select throws_ok(
  'set local role medbook_gateway; set local log_error_verbosity = verbose',
  '42501',
  null,
  'the gateway cannot have more logged'
);
select throws_ok(
  'set local role medbook_gateway; set local log_parameter_max_length = -1',
  '42501',
  null,
  'not its parameters either'
);

select * from finish();
rollback;
