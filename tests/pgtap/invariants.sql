-- The rules of the house that the catalog can show, and the guards behind the functions. What roles may do:
-- privileges.sql.
begin;
\ir names.psql
select plan(156);

-- What the lints look at: all code of MedBook. Of a procedure's or function's parameters only those that go in.
create temp view code as
select p.oid::regprocedure as name, p.*, n.nspname as schema, l.lanname as language,
       obj_description(p.oid, 'pg_proc') as comment,
       coalesce((select array_agg(arg) from unnest(p.proargnames, p.proargmodes) as a (arg, mode)
                  where arg <> '' and coalesce(mode, 'i') in ('i', 'b', 'v')), '{}') as parameters
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
 where n.nspname in ('medbook', 'core', 'booking', 'calendar', 'limits', 'feed', 'account', 'outbound',
   'health', 'api');
create temp view route as
select e.method, e.path, e.auth, split_part(part, ' ', 1) as member, split_part(part, ' ', 2) as type, c.*
  from api.endpoint e join code c on c.oid = e.function, regexp_split_to_table(e.result, ', ') part;
create temp view refusal as
select c.name, c.comment, word[1] as code from code c, regexp_matches(c.prosrc, $$core\.refuse\('([^']*)'$$, 'g') word
union
select c.name, c.comment, 'INVALID_INPUT' from code c where c.prosrc ~ 'core\.refuse_input\('
union
select c.name, c.comment, 'FORBIDDEN' from code c where c.prosrc ~ 'core\.forbid\(';

-- Rule 1: folders are schemas, files are objects.
select is_empty('select proname from code group by schema, proname having count(*) > 1', 'no function is overloaded');
select is_empty(
  $$select name from code where schema = 'medbook' and provolatile <> 'i'$$,
  'schema medbook has immutable functions only'
);
select is_empty($$select name from code where schema = 'medbook' and not exists (
  select from pg_depend where refclassid = 'pg_proc'::regclass and refobjid = code.oid
    and classid in ('pg_constraint'::regclass, 'pg_attrdef'::regclass, 'pg_class'::regclass, 'pg_proc'::regclass))$$,
  'schema medbook has no function that no check, default, index or function there needs');
select is_empty(
  $$select oid::regclass from pg_class where relnamespace = 'medbook'::regnamespace and relkind in ('v', 'm')$$,
  'schema medbook has no views'
);
select is_empty(
  $$select oid::regclass from pg_class where relnamespace
    = any('{core, booking, calendar, limits, feed, account, outbound, health, api}'::regnamespace[])
    and relkind in ('r', 'p', 'f', 'm', 'S')$$,
  'the schemas of the code have no tables'
);
select is_empty(
  $$select tgname from pg_trigger where not tgisinternal
    and tgrelid = any('{medbook.slots,medbook.bookings,medbook.calendar}'::regclass[])$$,
  'slots, bookings and the calendar have no triggers'
);

select is_empty($$select oid::regclass from pg_class
  where relkind in ('r', 'p') and relpersistence = 'p' and relnamespace::regnamespace::text <> all('{test,tap,cron}')
    and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' and relreplident <> 'f'
    and not exists (select from pg_index where indrelid = pg_class.oid and indisvalid
      and (indisprimary and relreplident = 'd' or indisreplident and relreplident = 'i'))$$,
  'every table can be replicated: it has a primary key or a replica identity'
);

-- Rooms depend one way. The views of api give every object its shape: any room may read them; its functions nobody
-- calls.
create temp table room (schema, depends_on) as
values
  ('core', '{}'::text[]),
  ('booking', '{core}'),
  ('calendar', '{core,booking}'),
  ('limits', '{core}'),
  ('feed', '{core}'),
  ('account', '{core,booking,limits}'),
  ('outbound', '{core,booking,feed,account}'),
  ('health', '{core,booking,calendar}'),
  ('api', '{core,booking,calendar,feed,account,outbound,health}');
create temp view call as
select thing.schema, thing.name, called[1] as called,
       thing.name || ' uses ' || called[1] || '.' || called[2] as text
  from (select c.schema, c.name::text, regexp_replace(c.prosrc, '--.*?$', '', 'gn') from code c
         union all
        select relnamespace::regnamespace::text, oid::regclass::text, pg_get_viewdef(oid) from pg_class
         where relkind = 'v') as thing (schema, name, body),
       regexp_matches(thing.body, '\m([a-z]+)\.([a-z_]+)', 'g') called
 where thing.schema in (select schema from room) and called[1] in (select schema from room)
   and called[1] <> thing.schema
   and (called[1] <> 'api' or to_regclass('api.' || called[2]) is null);
select isnt_empty('select * from call', 'what the rooms use of each other is seen');
select is_empty($$select text from call join room using (schema) where called <> all(depends_on)$$,
  'a room uses only those that it stands on');
select is_empty($$select r.schema from room r, unnest(r.depends_on) d where d not in (
    select b.schema from room b where cardinality(b.depends_on) < cardinality(r.depends_on))$$,
  'no circle is among the rooms');
select set_eq(
  'select distinct schema from code',
  $$select schema from room union values ('medbook')$$,
  'every schema is a room'
);

-- Ids name the doctor, and so does every key.
select is_empty($$select conname from pg_constraint
  where conrelid = any('{medbook.slots,medbook.bookings,medbook.calendar}'::regclass[])
    and contype in ('p', 'u', 'f', 'x')
    and confrelid <> all('{medbook.users,medbook.services}'::regclass[])
    and not exists (select from pg_attribute where attrelid = conrelid and attnum = any(conkey)
      and attname = 'doctor_id')$$,
  'every key of slots, bookings and the calendar contains doctor_id, but those to users and services');
select is_empty($$select indexrelid::regclass from pg_index
  where indrelid = any('{medbook.slots,medbook.bookings,medbook.calendar}'::regclass[])
    and (indisunique or indisexclusion)
    and not exists (select from pg_attribute where attrelid = indrelid and attnum = any(indkey::smallint[])
      and attname = 'doctor_id')$$,
  'every unique index of slots, bookings and the calendar contains doctor_id');
select is_empty(
  $$select attname from pg_attribute where attrelid = 'medbook.bookings'::regclass and attgenerated <> ''$$,
  'bookings have no generated columns'
);

-- Rules 2, 3, 4: the routes.
select is_empty(
  'select method, path from api.endpoint group by method, path having count(*) > 1',
  'every method of a path has one route'
);
select is_empty(
  $$select function from api.endpoint where method not in ('SSE', 'WS') group by function having count(*) > 1$$,
  'every function has one route, but that of streams'
);
select is_empty(
  $$select name from code where schema = 'api' and oid not in (select function from api.endpoint)$$,
  'every function of api has a route'
);
select is_empty($$select path, name from route where schema <> 'api'$$, 'every route leads into api');
select is_empty(
  $$select path, name from route where method = 'GET' and auth <> 'admin' and provolatile = 'v'$$,
  'a GET is not volatile, but an administrator''s'
);
select is_empty(
  $$select path, name from route where method not in ('GET', 'SSE', 'WS') and provolatile <> 'v'$$,
  'every other method is volatile'
);
select is_empty(
  $$select path, field[1] from route, regexp_matches(path, '\{([^}]*)\}', 'g') field
    where not 'p_' || field[1] = any(parameters)$$,
  'every {field} of a path is an argument'
);
select is_empty(
  $$select path, auth from route where auth not in ('none', 'user', 'admin')$$,
  'auth is none, user or admin'
);
select is_empty(
  $$select path, auth from route where (auth <> 'none') <> ('p_user_id' = any(parameters))$$,
  'the caller is passed as p_user_id exactly where a sign-in is required'
);
select is_empty(
  $$select path, auth from route where (auth = 'admin') <> (path ~ '^/v1/admin/')$$,
  'administrators'' operations are below /v1/admin'
);
select is_empty(
  $$select path, type from route where to_regtype(type) is null$$,
  'every result is of a type that exists'
);
select is_empty(
  $$select path, name from api.endpoint, unnest(rate) name
    where name not in (select p.name from medbook.rate_policy p)$$,
  'every limit that a route names exists'
);
select set_eq('select name, quota, "window", key from medbook.rate_policy', $$values
  ('general', 100, interval '15 minutes', 'address'), ('auth', 10, '15 minutes', 'address'),
    ('booking', 5, '1 minute', 'user'),
  ('desk', 3000, '15 minutes', 'user'),
  ('account', 10, '15 minutes', 'account'), ('lockout', 10, '15 minutes', 'account and address'),
    ('reset', 10, '15 minutes', 'account and address')$$,
    'the limits are those of the seed, that of administrators, and those that protect an account');
select is_empty(
  $$select path from route where 'p_cursor' = any(parameters) and method not in ('SSE', 'WS')
    and (not 'p_limit' = any(parameters) or type !~ '\[\]$')$$,
  'a function with a cursor has a limit and answers a list'
);
select is_empty(
  $$select name from code where schema in ('account', 'api') and 'p_user_id' = any(parameters)
    and parameters[1] <> 'p_user_id'$$,
  'the caller is the first argument'
);

-- Rule 5: names.
select is_empty(
  $$select name from code where cardinality(parameters) < pronargs
    or exists (select from unnest(parameters) p where p !~ '^p_[a-z]')$$,
  'every parameter''s name begins with p_'
);

-- Rule 6: refusals are values, and known.
select is_empty('select name, code from refusal where code not in (select code from api.problem)',
  'every refusal is in api.problem');
select is_empty($$select name, code from refusal
   where (name::text ~ '^api\.' or name::oid in (select function from api.refusal))
     and code <> all (select unnest(codes) from api.refusal r where r.function = name)$$,
  'every code that a function behind an operation itself refuses with is in api.refusal');
select is_empty(
  $$select name, code from refusal where comment !~ ('\m' || code || '\M')$$,
  'every refusal is named in the comment of its function'
);
select is_empty($$select name, word[1] from code, regexp_matches(comment, '\m([A-Z]+(?:_[A-Z]+)+)\M', 'g') word
  where schema in ('account', 'api') and word[1] not in (select code from api.problem)
    and word[1] <> all (enum_range(null::medbook.close_cause)::text[])
    and word[1] <> all (enum_range(null::medbook.service_access)::text[])$$,
    'comments name no refusal that does not exist');
select set_eq('select code, status from api.problem', $$values
  ('SLOT_NOT_FOUND', 404), ('BOOKING_NOT_FOUND', 404), ('DOCTOR_NOT_FOUND', 404), ('SESSION_NOT_FOUND', 404),
    ('USER_NOT_FOUND', 404), ('TIME_OFF_NOT_FOUND', 404), ('SERVICE_NOT_FOUND', 404),
    ('SERVICE_NAME_TAKEN', 409), ('SERVICE_RESTRICTED', 403),
    ('SERVICE_NOT_OFFERED', 409), ('CALENDAR_NOT_FOUND', 404), ('LINK_NOT_FOUND', 404),
  ('SLOT_UNAVAILABLE', 409), ('SLOT_LOCKED', 409), ('SLOT_IN_PAST', 422), ('OUTSIDE_BOOKING_WINDOW', 422),
  ('BOOKING_EXPIRED', 409), ('INVALID_STATUS', 409), ('DOCTOR_HAS_BOOKINGS', 409), ('HOLD_LIMIT', 409),
    ('HOLD_LIMIT_REACHED', 409), ('BOOKING_LIMIT', 409), ('OVERLAPPING_BOOKING', 409),
    ('NO_SLOT_FREE', 409), ('REQUEST_REUSED', 409), ('TOO_LATE', 409),
  ('SERVICE_NOT_FOUND', 404), ('SERVICE_RESTRICTED', 403),
  ('WAITLIST_NOT_FOUND', 404), ('WAITLIST_LIMIT', 409), ('SLOTS_FREE', 409),
  ('WEBHOOK_NOT_FOUND', 404), ('EVENT_NOT_FOUND', 404),
  ('EVENTS_GONE', 410), ('EMAIL_TAKEN', 409), ('INVALID_CREDENTIALS', 401), ('INVALID_TOKEN', 401), ('FORBIDDEN', 403),
    ('INVALID_INPUT', 422),
  ('MALFORMED_JSON', 400), ('NOT_FOUND', 404), ('METHOD_NOT_ALLOWED', 405), ('PRECONDITION_FAILED', 412),
  ('PAYLOAD_TOO_LARGE', 413), ('UNSUPPORTED_MEDIA_TYPE', 415), ('PRECONDITION_REQUIRED', 428), ('INTERNAL', 500),
    ('TIMEOUT', 504),
  ('RATE_LIMITED', 429), ('UNAVAILABLE', 503)$$, 'codes and statuses are those of the design');
select is_empty($$select name from code where prosrc ~* 'when\s+others'$$, 'no function catches every error');
select is_empty(
  $$select name from code where prosrc ~* '\mraise\s+(exception|sqlstate)'$$,
  'no function raises a refusal'
);

-- Rule 7: one clock.
select is_empty($$select name from code where name <> 'core.now()'::regprocedure
  and prosrc ~*
    '\m(now\(\)|(clock|statement|transaction|current)_timestamp|current_(date|time)|localtime|timeofday)'
  and regexp_replace(prosrc, 'core\.now\(\)', '',
    'g') ~*
    '\m(now\(\)|(clock|statement|transaction|current)_timestamp|current_(date|time)|localtime|timeofday)'$$,
  'no function reads another clock than core.now()');
select is_empty(
  $$select name from code where (select count(*) from regexp_matches(prosrc, 'core\.now\(\)', 'g')) > 1$$,
  'no function reads the clock twice'
);
select is_empty($$select name from code where prosrc ~* '\mpg_sleep'$$, 'nobody sleeps');

-- Rule 9: short.
select is_empty(
  $$select name, cardinality(string_to_array(btrim(prosrc, E'\n'), E'\n')) from code
    where cardinality(string_to_array(btrim(prosrc, E'\n'), E'\n')) > 40$$,
  'no body has more than 40 lines'
);

-- Rule 10: comments.
select is_empty(
  $$select name from code where coalesce(split_part(comment, E'\n', 1), '') !~ '\S'$$,
  'every function has a comment that begins with a line'
);
select is_empty(
  $$select name from code where split_part(comment, E'\n', 1) ~ '[:.]\s*$'$$,
  'the first line is a heading: no colon or full stop ends it'
);
select is_empty(
  $$select oid::regclass from pg_class where relnamespace = 'api'::regnamespace and relkind = 'v'
    and coalesce(obj_description(oid, 'pg_class'), '') !~ '\S'$$,
  'every view of api has a comment'
);
select is_empty($$select attrelid::regclass, attname from pg_attribute join pg_class c on c.oid = attrelid
  where relnamespace = 'api'::regnamespace and relkind = 'v' and attnum > 0 and not attisdropped
    and coalesce(col_description(attrelid, attnum), '') !~ '\S'$$, 'every column of a view of api has a comment');
select is_empty($$select name, parameter from route, unnest(parameters) parameter
  where parameter <> 'p_user_id' and parameter <> all (
      array(select 'p_' || field[1] from regexp_matches(path, '\{([^}]*)\}', 'g') field))
    and comment !~ ('\m' || parameter || '\M')$$,
  'every argument of a function of api but the caller and those in its path is explained in its comment');

-- How functions run.
select is_empty(
  $$select name from code where prosecdef and not coalesce('search_path=pg_catalog, extensions, pg_temp'
    = any(proconfig), false)$$,
  'a function that runs as the owner pins the search path'
);
select set_eq($$select name from code where schema not in ('account', 'api') and prosecdef$$, array[
  'booking.expire_bookings(integer)', 'calendar.import_doctors(jsonb)', 'calendar.open_some_slots(integer)',
  'calendar.follow_clinic_time_off()', 'calendar.refit_next(uuid)', 'core.forbid(uuid, text)', 'core.is_demo()',
  'core.schema_version()', 'feed.primary_position()', 'health.explain_slot(uuid, uuid)', 'health.list_jobs()',
  'health.metrics()', 'health.require_invariants()', 'limits.purge_counters()',
  'limits.take(text[], text, uuid, text)', 'limits.take_each(text[], text[], uuid[])', 'outbound.purge_events()',
  'outbound.relay()', 'booking.purge_requests()', 'booking.purge_waitlist()', 'outbound.claim_deliveries(integer)',
  'outbound.record_delivery(uuid, bigint, integer, integer, text, integer)', 'outbound.queue_reminders()',
  'outbound.claim_mails(integer)', 'outbound.record_mail(uuid, integer, text)',
  'outbound.purge_mails()']::regprocedure[],
  'in the private schemas only functions for other roles run as the owner');
select is_empty($$select name from code where schema in ('account', 'api') and not prosecdef
    and exists (select from aclexplode(proacl) a where a.grantee <> proowner)$$,
  'functions of account and api for other roles run as the owner');
select is_empty(
  $$select name from code where schema = 'medbook' and prosecdef$$,
  'nothing of medbook runs as the owner'
);
select is_empty(
  $$select name from code where schema = 'api' and prorettype <> 'jsonb'::regtype$$,
  'all of api answers jsonb'
);
select is_empty($$select name from code where schema = 'api' and proretset$$, 'all of api answers one value');
select is_empty($$select name from code where (schema = 'api' or schema = 'account' and prosecdef
  and prorettype = 'jsonb'::regtype)
    and not coalesce('TimeZone=UTC' = any(proconfig), false)$$, 'all answers are in UTC');
select is(
  (select proconfig from code
    where oid = 'booking.is_open'::regproc),
  null,
  'booking.is_open sets nothing, so that it can be inlined'
);

-- plpgsql_check, which must see a fault when there is one. PostgreSQL of PyPI does not have it.
select exists (select from pg_extension where extname = 'plpgsql_check') as has_plpgsql_check \gset
\if :has_plpgsql_check
create function pg_temp.faulty() returns void language plpgsql
  as $$ declare v_unused integer; begin perform from medbook.no_such_table; end $$;
select isnt_empty(
  $$select * from plpgsql_check_function_tb('pg_temp.faulty()'::regprocedure, all_warnings => true)
    where level = 'error'$$,
  'plpgsql_check finds a fault'
);
select cmp_ok(
  (select count(*) from code where language = 'plpgsql'),
  '>',
  10::bigint,
  'there is code for plpgsql_check'
);
select is_empty(
  $$select name, lineno, level, sqlstate, message from code,
    lateral plpgsql_check_function_tb(code.oid, all_warnings => true) where language = 'plpgsql'
    -- A row beside other arguments is what is meant.
      and message not like 'composite OUT variable % is not single argument'$$,
  'plpgsql_check finds nothing in any function'
);
\else
select skip('plpgsql_check is not installed', 3);
\endif

-- Behind the functions: with direct writes too nothing is booked twice.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
-- A row of medbook.bookings, valid except for the changes of its test.
create function pg_temp.add(p_changes jsonb) returns void language sql as $$
  insert into medbook.bookings select * from jsonb_populate_record(null::medbook.bookings, jsonb_build_object(
    'doctor_id', test.dora(), 'id', 'd0c00001-0000-8000-8000-0000000000b1', 'slot_id', test.slot(3),
    'user_id', test.ben(), 'status', 'PENDING', 'fee', 1, 'currency', 'EUR',
    'created_at', '2030-01-07 08:00Z', 'expires_at', '2030-01-07 08:02Z') || p_changes)
$$;
create function pg_temp.stops(p_changes jsonb, p_sqlstate text, p_description text) returns text language sql as $$
  select throws_ok(format('select pg_temp.add(%L)', p_changes), p_sqlstate, null, p_description)
$$;
savepoint good;
select lives_ok($$select pg_temp.add('{}')$$, 'a good row is let in');
rollback to good;
select pg_temp.stops(jsonb_build_object('slot_id', :'dora_1'), '23505', 'a held slot cannot be held twice');
select pg_temp.stops(
  jsonb_build_object('slot_id', :'dora_1', 'status', 'CONFIRMED', 'expires_at', null, 'confirmed_at', '2030-01-07Z'),
  '23505',
  'a held slot cannot be booked'
);
select pg_temp.stops(jsonb_build_object('slot_id', :'dora_2'), '23505', 'a booked slot cannot be held');
select pg_temp.stops(
  jsonb_build_object('slot_id', :'dora_2', 'status', 'CONFIRMED', 'expires_at', null, 'confirmed_at', '2030-01-07Z'),
  '23505',
  'a booked slot cannot be booked twice'
);
select throws_ok(
  format($$update medbook.bookings set slot_id = %L where id = %L$$, :'dora_2', :'held'),
  '23505',
  null,
  'a booking cannot move to a slot that is taken'
);
savepoint moved;
select pg_temp.add(jsonb_build_object('slot_id', :'dora_3')) as added \gset
select throws_ok(
  format($$update medbook.bookings set status = 'CONFIRMED', cancelled_at = null,
    confirmed_at = created_at where id = %L$$, :'cancelled'),
  '23505',
  null,
  'a cancelled booking cannot come back to a slot that is taken'
);
rollback to moved;
select pg_temp.stops(jsonb_build_object('slot_id', :'dora_none'), '23503', 'a booking is of a slot that exists');
select pg_temp.stops(jsonb_build_object('slot_id', :'eve_1'), '23503', 'a booking is of a slot of its doctor');
select pg_temp.stops(jsonb_build_object('user_id', :'nobody'), '23503', 'a booking has an existing user');
select pg_temp.stops(jsonb_build_object('id', :'eve_1'), '23514', 'a booking''s id names its doctor');
select pg_temp.stops(jsonb_build_object('id', :'dora'), '23514', 'a booking''s id is not the doctor''s own');
select pg_temp.stops('{"status": "DONE"}', '22P02', 'there are six statuses');
select pg_temp.stops('{"expires_at": null}', '23514', 'a hold expires');
select pg_temp.stops('{"expires_at": "2030-01-07 08:00Z"}', '23514', 'a hold expires after it was made');
select pg_temp.stops('{"confirmed_at": "2030-01-07 08:01Z"}', '23514', 'a hold was not confirmed');
select pg_temp.stops('{"cancelled_at": "2030-01-07 08:01Z"}', '23514', 'a hold was not cancelled');
select pg_temp.stops(
  '{"status": "CONFIRMED", "confirmed_at": "2030-01-07 08:01Z"}',
  '23514',
  'a confirmed booking does not expire'
);
select pg_temp.stops(
  '{"status": "CONFIRMED", "expires_at": null}',
  '23514',
  'a confirmed booking has the time of confirmation'
);
select pg_temp.stops(
  '{"status": "CONFIRMED", "expires_at": null, "confirmed_at": "2030-01-07 08:01Z",
    "cancelled_at": "2030-01-07 08:01Z"}',
  '23514',
  'a confirmed booking was not cancelled'
);
select pg_temp.stops(
  '{"status": "CANCELLED", "expires_at": null}',
  '23514',
  'a cancelled booking has the time of cancellation'
);
select pg_temp.stops(
  '{"status": "CANCELLED", "cancelled_at": "2030-01-07 08:01Z"}',
  '23514',
  'a cancelled booking does not expire'
);
select pg_temp.stops(
  '{"status": "FAILED", "expires_at": null}',
  '23514',
  'a failed booking has the time when it lapsed'
);
select pg_temp.stops(
  '{"status": "FAILED", "confirmed_at": "2030-01-07 08:01Z"}',
  '23514',
  'a failed booking was not confirmed'
);
select pg_temp.stops(jsonb_build_object('reason', repeat('x', 501)), '23514', 'a reason has at most 500 characters');
select throws_ok(
  format('update medbook.bookings set expires_at = null where id = %L', :'held'),
  '23514',
  null,
  'an update cannot make a hold last for ever'
);
select throws_ok(
  format('delete from medbook.slots where id = %L', :'dora_3'),
  '23503',
  null,
  'a slot that ever was booked cannot be deleted'
);
select throws_ok(
  format('delete from medbook.users where id = %L', :'ann'),
  '23503',
  null,
  'a user who ever booked cannot be deleted'
);

-- Slots, likewise.
create function pg_temp.add_slot(p_changes jsonb) returns void language sql as $$
  insert into test.slots select * from jsonb_populate_record(null::test.slots, jsonb_build_object(
    'doctor_id', test.dora(), 'id', 'd0c00001-0000-8000-8000-0000000000a1',
    'start_time', '2030-01-08 11:00Z', 'end_time', '2030-01-08 11:30Z', 'is_available', true, 'changed',
      3) || p_changes)
$$;
create function pg_temp.stops_slot(p_changes jsonb, p_sqlstate text, p_description text) returns text language sql as $$
  select throws_ok(format('select pg_temp.add_slot(%L)', p_changes), p_sqlstate, null, p_description)
$$;
savepoint more;
select lives_ok(
  $$select pg_temp.add_slot('{}')$$,
  'a slot may be opened where one was closed, and directly after another'
);
rollback to more;
select pg_temp.stops_slot(
  '{"start_time": "2030-01-08 10:59:59.999999Z"}',
  '23P01',
  'open slots of a doctor do not overlap by a microsecond'
);
select pg_temp.stops_slot(
  '{"start_time": "2030-01-08 09:00Z", "end_time": "2030-01-08 09:30Z"}',
  '23P01',
  'open slots of a doctor are not at the same time'
);
select pg_temp.stops_slot(
  '{"start_time": "2030-01-08 09:10Z", "end_time": "2030-01-08 09:20Z"}',
  '23P01',
  'an open slot is not within another'
);
select pg_temp.stops_slot(
  '{"start_time": "2030-01-08 08:00Z", "end_time": "2030-01-08 12:00Z"}',
  '23P01',
  'an open slot does not span others'
);
select throws_ok(
  format('update test.slots set end_time = %L where id = %L', '2030-01-08 09:45Z', :'dora_1'),
  '23P01',
  null,
  'a slot cannot be prolonged into the next'
);
select throws_ok(
  format('update test.slots set closed_at = null, start_time = %L where id = %L', '2030-01-08 10:45Z',
    :'dora_closed'),
  '23P01',
  null,
  'a closed slot cannot be reopened over another'
);
select throws_ok(
  format('delete from medbook.calendar where slot_id = %L', :'dora_1'),
  '23503',
  null,
  'an open slot cannot be taken out of the calendar'
);
select throws_ok(
  format($$update medbook.calendar set end_time = '2030-01-08 09:20Z' where slot_id = %L$$, :'dora_1'),
  '23503',
  null,
  'nor can the calendar give it another time'
);
select throws_ok(
  format($$insert into medbook.slots (doctor_id, id, start_time, end_time) values (%L,
    'd0c00001-0000-8000-8000-0000000000a1', '2030-01-08 11:00Z', '2030-01-08 11:30Z')$$, :'dora'),
  '23503',
  null,
  'a slot that is not in the calendar cannot be opened'
);
select throws_ok(
  format('update medbook.slots set closed_at = null where id = %L', :'dora_closed'),
  '23503',
  null,
  'nor reopened'
);
select throws_ok(
  format($$update medbook.slots set start_time = '2030-01-08 08:50Z' where id = %L$$, :'dora_1'),
  '23503',
  null,
  'a slot cannot begin at another time than in the calendar'
);
select throws_ok(
  format($$update medbook.slots set end_time = '2030-01-08 09:20Z' where id = %L$$, :'dora_1'),
  '23503',
  null,
  'a slot cannot end at another time than in the calendar'
);
select throws_ok(
  format('update medbook.slots set guarded_end = null where id = %L', :'dora_1'),
  '428C9',
  null,
  'an open slot cannot leave the calendar'
);
select throws_ok(
  format($$insert into medbook.calendar values (%L, 'd0c00001-0000-8000-8000-0000000000a1', '2030-01-08 09:15Z',
    '2030-01-08 09:20Z')$$, :'dora'),
  '23P01',
  null,
  'the calendar of a doctor has nothing twice at a time'
);
select lives_ok(
  format('select pg_temp.add_slot(%L)', jsonb_build_object('doctor_id', :'eve', 'id',
    'd0c00002-0000-8000-8000-0000000000a1', 'start_time', '2030-01-08 09:00Z', 'end_time', '2030-01-08 09:30Z')),
  'slots of two doctors may be at the same time'
);
rollback to more;
select pg_temp.stops_slot(
  jsonb_build_object('id', 'd0c00002-0000-8000-8000-0000000000a1'),
  '23514',
  'a slot''s id names its doctor'
);
select pg_temp.stops_slot(jsonb_build_object('id', :'dora'), '23514', 'a slot''s id is not the doctor''s own');
select pg_temp.stops_slot(jsonb_build_object('id', :'dora_1'), '23505', 'a slot''s id is its own');
select pg_temp.stops_slot(
  jsonb_build_object('doctor_id', :'no_doctor', 'id', 'd0c0ffff-0000-8000-8000-0000000000a1'),
  '23503',
  'a slot has an existing doctor'
);
select pg_temp.stops_slot('{"end_time": "2030-01-08 11:00Z"}', '23514', 'a slot ends after it starts');
select pg_temp.stops_slot('{"end_time": "infinity"}', '23514', 'a slot ends');
select pg_temp.stops_slot(
  '{"start_time": "-infinity", "end_time": "2030-01-07 06:00Z"}',
  '23514',
  'a slot starts'
);
select pg_temp.stops_slot('{"held_until": "2030-01-07 08:02Z"}', '23514', 'a held slot is not offered');
select pg_temp.stops_slot('{"closed_at": "2030-01-07 08:02Z"}', '23514', 'a closed slot is not offered');
select pg_temp.stops_slot(
  '{"is_available": false, "closed_at": "2030-01-07 08:02Z", "held_until": "2030-01-07 08:02Z"}',
  '23514',
  'a closed slot is not held'
);

-- Settings, doctors and users.
select throws_ok('insert into medbook.settings default values', '23505', null, 'the settings are one row');
select throws_ok(
  'insert into medbook.settings (is_the_only_row) values (false)',
  '23514',
  null,
  'there are no other settings'
);
select throws_ok($$update medbook.settings set hold_duration = '0'$$, '23514', null, 'a hold has a duration');
select throws_ok(
  $$update medbook.settings set hold_duration = '-1 second'$$,
  '23514',
  null,
  'a hold does not end before it begins'
);
select throws_ok(
  $$update medbook.settings set session_idle = '59 minutes'$$,
  '23514',
  null,
  'a session outlasts its access tokens'
);
select throws_ok(
  $$update medbook.settings set session_lifetime = '-1 day'$$,
  '23514',
  null,
  'a session does not end before it begins'
);
select throws_ok(
  $$update medbook.settings set refresh_grace = '-1 microsecond'$$,
  '23514',
  null,
  'a grace is no punishment'
);
select throws_ok(
  $$update medbook.settings set refresh_grace = '1 minute 1 microsecond'$$,
  '23514',
  null,
  'a grace is short'
);
select throws_ok($$update medbook.settings set session_idle = null$$, '23502', null, 'every setting is set');
select throws_ok(
  $$update medbook.doctors set id = gen_random_uuid() where name = 'Dr. Fay Former'$$,
  '23514',
  null,
  'a doctor''s id has the shape of one'
);
select throws_ok($$update medbook.doctors set fee = -1$$, '23514', null, 'a fee is not negative');
select throws_ok($$update medbook.doctors set currency = 'eur'$$, '23514', null, 'a currency is an ISO code');
select throws_ok(
  $$update medbook.doctors set experience_years = -1$$,
  '23514',
  null,
  'experience cannot be negative'
);
select throws_ok($$update medbook.doctors set name = ''$$, '23514', null, 'a doctor has a name');
select throws_ok($$update medbook.doctors set specialization = ''$$, '23514', null, 'a doctor has a field');
select throws_ok(
  $$update medbook.users set email = 'ANN@example.com' where name = 'Ben'$$,
  '23505',
  null,
  'an address is one account''s, whatever the case'
);
select throws_ok(
  $$update medbook.users set password_hash = 'secret'$$,
  '23514',
  null,
  'a password is stored hashed only'
);

-- Limits, sessions, and what is recorded.
select throws_ok(
  $$update medbook.rate_policy set quota = 0 where name = 'general'$$,
  '23514',
  null,
  'a limit lets something through: to have none, delete it'
);
select throws_ok(
  $$update medbook.rate_policy set "window" = '999 milliseconds' where name = 'general'$$,
  '23514',
  null,
  'a window lasts a second at least'
);
select throws_ok(
  $$update medbook.rate_policy set "window" = '1 day 1 second' where name = 'general'$$,
  '23514',
  null,
  'and a day at most'
);
select lives_ok(
  $$update medbook.rate_policy set "window" = '1 second'
    where name = 'general'; update medbook.rate_policy set "window" = '1 day' where name = 'general'$$,
  'both are windows'
);
select throws_ok(
  $$update medbook.rate_policy set key = 'moon' where name = 'general'$$,
  '23514',
  null,
  'a limit counts by what is known'
);
select throws_ok(
  $$update medbook.rate_policy set name = 'General "1"' where name = 'general'$$,
  '23514',
  null,
  'a limit''s name can stand in a header'
);
select throws_ok(
  $$insert into medbook.rate_policy values ('general', 1, '1 hour', 'user')$$,
  '23505',
  null,
  'a limit''s name is its own'
);
insert into medbook.rate_counter values ('general', '192.0.2.1', 1, '2030-01-07 08:15Z');
select throws_ok(
  $$insert into medbook.rate_counter values ('general', '192.0.2.1', 1, '2030-01-07 08:15Z')$$,
  '23505',
  null,
  'a key has one counter in each policy'
);
select throws_ok(
  $$insert into medbook.rate_counter values ('general', repeat('x', 201), 1, '2030-01-07 08:15Z')$$,
  '23514',
  null,
  'a key is short'
);
select lives_ok(
  $$insert into medbook.rate_counter values ('general', repeat('x', 200), 1, '2030-01-07 08:15Z')$$,
  'but not shorter than it must be'
);
select is(
  relpersistence,
  'u',
  'counters are not worth to be logged'
) from pg_class where oid = 'medbook.rate_counter'::regclass;
create function pg_temp.add_session(p_changes jsonb) returns void language sql as $$
  insert into medbook.sessions select * from jsonb_populate_record(null::medbook.sessions, jsonb_build_object(
    'token_hash', '\x' || repeat('00', 32), 'family', gen_random_uuid(), 'user_id', test.ann(),
    'created_at', '2030-01-07 08:00Z', 'expires_at', '2030-02-06 08:00Z', 'started_at', '2030-01-07 08:00Z',
    'ends_at', '2030-04-07 08:00Z') || p_changes)
$$;
savepoint sessions;
select lives_ok($$select pg_temp.add_session('{}')$$, 'a good session is let in');
rollback to sessions;
select throws_ok(
  $$select pg_temp.add_session('{"token_hash": "\\x00"}')$$,
  '23514',
  null,
  'a token is stored hashed only'
);
select throws_ok(
  format('select pg_temp.add_session(%L)', jsonb_build_object('user_id', :'nobody')),
  '23503',
  null,
  'a session has an existing user'
);
select throws_ok(
  format('select pg_temp.add_session(%L)', jsonb_build_object('user_agent', repeat('x', 201))),
  '23514',
  null,
  'a user agent has at most 200 characters'
);
select throws_ok($$select pg_temp.add_session('{"started_at": null}')$$, '23502', null, 'a session began');
select throws_ok($$select pg_temp.add_session('{"ends_at": null}')$$, '23502', null, 'a session ends');
select throws_ok(
  format($$insert into medbook.booking_history (doctor_id, booking_id, at, to_status)
    values (%L, %L, '2030-01-07Z', 'PENDING')$$, :'dora', :'held'),
  '23505',
  null,
  'a booking is in each status at most once, until an outcome is corrected'
);
select lives_ok(
  format($$insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, to_status)
    values (%L, %L, '2030-01-07Z', %L, 'PENDING')$$, :'dora', :'dora_none', :'nobody'),
  'a booking''s history stays when the booking is gone'
);
select throws_ok(
  $$insert into medbook.audit (id, at, action, outcome) values (1, '2030-01-07Z', 'try', 'OK')$$,
  '428C9',
  null,
  'lines of the audit are numbered in order'
);
select is(
  medbook.visible(e'\t A\u00a0b\u200b\u3000c\r\n\u2060\ufeff'),
  'Abc',
  'what cannot be seen is left out of a text'
);
select is(medbook.visible('Zoë-O''Nèill李😀'), 'Zoë-O''Nèill李😀', 'and nothing else');
select is(
  medbook.tidy(e' \t Amara\u00a0 \u3000\u200b Okafor\n '),
  e'Amara \u200b Okafor\n',
  'white space is one space, and none at the ends; what must not be there stays to be refused'
);
select is(
  array(select medbook.is_tidy(text) from unnest(array[
    'Amara Okafor', 'Zoë-O''Nèill 李', '', ' ', ' Amara', 'Amara ', 'Amara  Okafor', e'Amara\u00a0Okafor',
    e'Amara\nOkafor', e'Amara\tOkafor', e'Ama\u200bra', e'\u202eAmara', e'Amara\u0001',
    e'Amara\ufe0f', e'Amara\U000e0100', e'Amara\u180f']) text),
  array[true, true] || array_fill(false, array[14]),
  'a tidy text has no other white space than single spaces, nothing invisible, and is not blank'
);
select is(
  array(select distinct medbook.comparable(text) from unnest(array[
    'Ärzte am Ort', ' ÄRZTE  am ort', e'A\u0308rzte\u00a0am\tOrt']) text),
  array['ärzte am ort'],
  'texts that differ by case and spaces alone compare as one'
);
select is(medbook.doctor_of(:'dora_1'), :'dora'::uuid, 'an id of a slot gives its doctor');
select is(medbook.doctor_of(:'dora'), :'dora'::uuid, 'a doctor''s id gives itself');
select is_empty('select * from health.check_invariants()', 'after all these attempts the clinic is healthy');

select * from finish();
rollback;
