begin;
\ir ../names.psql
select plan(66);

-- Ann: held, confirmed, cancelled with a reason, lapsed but unswept, failed; and signed in on two devices. Ben has one
-- too.
select api.book_slot(:'ann', :'dora_4') #>> '{booking,id}' as failed \gset
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as lapsed \gset
update test.clock set now = now + interval '2 minutes';
select booking.lapse_holds(:'dora', array[:'dora_4']::uuid[], '2030-01-07 08:02Z') as failed_now \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled', 'a private matter') as answer \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as bens \gset
select account.open_session(:'ann', :'hash', sha256('here'), '192.0.2.1', 'Firefox') as opened \gset
select account.rotate_session(sha256('here'), sha256('here 2')) as rotated \gset
select account.open_session(:'ann', :'hash', sha256('phone'), '192.0.2.2', 'Handset') as opened \gset
select account.sign_out(sha256('phone')) as ended \gset
select account.open_session(:'ben', :'hash', sha256('ben'), '192.0.2.3', 'Safari') as opened \gset
update medbook.users set phone = '030 4711' where id = :'ann';
select account.issue_reset(:'ann') as issued \gset
select api.renew_calendar_link(:'ann') as linked \gset
select api.update_notifications(:'ann', p_language => 'de') as chosen \gset
insert into medbook.mails (kind, user_id, due_at, next_at, sent_at)
select 'password_reset', :'ann', core.now(), core.now(), sent_at from (values (null), (core.now())) mail (sent_at);
select api.join_waitlist(:'ann', :'dora', p_weekdays => '[7]') as waits \gset
insert into medbook.booking_requests (user_id, request_id, wish_digest, booking_id, created_at)
values (:'ann', :'ann', sha256('wish'), :'held', core.now());
delete from medbook.audit;

-- Nobody.
select :state as state_before \gset
select :accounts as accounts_before \gset
select :history as history_before \gset
select is(
  account.erase_user(:'nobody'),
  '{"success": false, "error": "USER_NOT_FOUND"}',
  'an unknown user is not found'
);
select is(account.erase_user(null) ->> 'error', 'USER_NOT_FOUND', 'nobody is not found');
select is(:state, :'state_before', 'for an unknown user no booking changes');
select is(:accounts, :'accounts_before', 'nor an account');
select is(:history, :'history_before'::jsonb, 'nor a history');
select is(:audited, null, 'nor is anything recorded');

-- Ann.
update test.clock set now = now + interval '1 minute';
update medbook.slots set changed = '3';
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(account.erase_user(:'ann'), '{"success": true, "cancelled": 2}', 'the bookings are cancelled and counted');
select is(
  to_jsonb(u) - 'email',
  jsonb_build_object('id', :'ann', 'password_hash', null, 'name', 'Erased', 'phone', null, 'role', 'USER',
    'time_zone', 'UTC', 'is_active', false, 'created_at', '2030-01-01T00:00:00+00:00'),
  'the account keeps nothing personal'
) from medbook.users u where id = :'ann';
select is(name || role || is_active, 'BenUSERtrue', 'other accounts stay') from medbook.users where id = :'ben';
select is(count(*), 4::bigint, 'no account is deleted') from medbook.users;
select is(status, 'CANCELLED', 'a hold is cancelled') from medbook.bookings where id = :'held';
select is(status, 'CANCELLED', 'a confirmed booking is cancelled') from medbook.bookings where id = :'confirmed';
select is(cancelled_at, '2030-01-07 08:03Z', 'the cancellation is dated') from medbook.bookings where id = :'confirmed';
select is(api.get_slot(:'dora_1') #> '{slot,is_available}', 'true', 'the slot of a hold is free again');
select is(api.get_slot(:'eve_1') #> '{slot,is_available}', 'true', 'the slot of a confirmed booking is free again');
select is(
  changed,
  pg_current_xact_id(),
  'a slot that is free again names the transaction that freed it'
) from medbook.slots where id = :'eve_1';
select is(
  cancelled_at,
  '2030-01-07 08:02Z',
  'a booking cancelled before keeps its time'
) from medbook.bookings where id = :'cancelled';
select is(
  count(*),
  0::bigint,
  'no reason is left of any booking'
) from medbook.bookings where user_id = :'ann' and reason is not null;
select is(status, 'FAILED', 'a failed booking stays failed') from medbook.bookings where id = :'failed';
select is(
  status,
  'FAILED',
  'a lapsed hold is not cancelled: it reads FAILED, swept or not'
) from api.booking where id = :'lapsed';
select is(changed, '3', 'its slot is left alone') from medbook.slots where id = :'dora_3';
select is(status, 'PENDING', 'other people''s bookings stay') from medbook.bookings where id = :'bens';
select is(count(*), 5::bigint, 'no booking is deleted') from medbook.bookings where user_id = :'ann';
select is(
  count(*),
  0::bigint,
  'all sessions have ended'
) from medbook.sessions where user_id = :'ann' and revoked_at is null;
select is_empty('select from medbook.notification_preferences', 'the choice of mail is gone');
select is(
  (select array_agg(sent_at is not null) from medbook.mails),
  '{t}',
  'and so is the mail that waits: what was sent is history, and has no address'
);
select is_empty('select from medbook.calendar_links', 'the secret address of the calendar has ended');
select is_empty('select from medbook.booking_requests', 'what was asked for is forgotten');
select is_empty('select from medbook.waitlist', 'and what was waited for');
select is(
  revoked_at,
  '2030-01-07 08:03Z',
  'a session that went on ends now'
) from medbook.sessions where token_hash = sha256('here 2');
select is(
  revoked_at,
  '2030-01-07 08:02Z',
  'a session that had ended ended when it did'
) from medbook.sessions where token_hash = sha256('phone');
select is(
  count(*),
  0::bigint,
  'no session has an address or a user agent'
) from medbook.sessions where user_id = :'ann' and (address, user_agent) is distinct from (null, null);
select is(limits.is_known_address('ann@example.com', '192.0.2.1'), false, 'no address is familiar any more');
select is(
  address || user_agent || coalesce(revoked_at::text, ''),
  '192.0.2.3Safari',
  'other people''s sessions stay'
) from medbook.sessions where token_hash = sha256('ben');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:03:00+00:00', 'action', 'erase', 'actor_id', null,
    'subject_id', :'ann', 'outcome', 'OK', 'trace_id', 'trace-1')),
  'the erasure is recorded, with the id of the account alone'
);
select is(
  jsonb_agg(to_jsonb(h) - '{doctor_id,login,changed,correction}'::text[]),
  jsonb_build_array(jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:03:00+00:00', 'actor_id', null,
    'from_status', 'PENDING', 'to_status', 'CANCELLED', 'trace_id', 'trace-1')),
  'the cancelled hold is in its history: a DBA did it'
) from medbook.booking_history h where booking_id = :'held' and to_status = 'CANCELLED';
select is(
  from_status,
  'CONFIRMED',
  'the cancelled booking is in its history'
) from medbook.booking_history where booking_id = :'confirmed' and to_status = 'CANCELLED';
select is(
  actor_id,
  null,
  'a DBA did that too'
) from medbook.booking_history where booking_id = :'confirmed' and to_status = 'CANCELLED';
select is(
  count(*),
  jsonb_array_length(:'history_before'::jsonb)::bigint + 2,
  'the histories stay, and nothing else is added'
) from medbook.booking_history;
select is(
  count(*),
  4::bigint,
  'earlier actions still name the id'
) from medbook.booking_history where actor_id = :'ann' and to_status = 'PENDING'
  and booking_id in (:'held', :'confirmed', :'cancelled', :'lapsed');
select is_empty('select * from health.check_invariants()', 'the copies agree');

-- Nothing of the person is left in any table.
create function pg_temp.text_of(p_table regclass) returns text language plpgsql as $$
declare v_text text; begin execute format('select jsonb_agg(to_jsonb(t))::text from %s t',
  p_table) into v_text; return v_text; end $$;
select isnt_empty($$select where pg_temp.text_of('medbook.users') ~ '"ben@example'$$, 'the search finds other people');
select is_empty($$select t.oid::regclass from pg_class t where relnamespace = 'medbook'::regnamespace and relkind = 'r'
  and pg_temp.text_of(t.oid) ~*
    '(ann@example|"Ann"|private matter|192\.0\.2\.[12]\M|Firefox|Handset|030 4711|code_hash)'$$,
    'nothing that was personal is left in any table');

-- What the person can do.
select is_empty($$select * from account.get_credentials('ann@example.com')$$, 'the address signs in no more');
select matches(
  email::text,
  '^erased-[0-9a-f-]{36}@medbook\.invalid$',
  'the new address is nobody''s to guess'
) from medbook.users where id = :'ann' and email::text !~ :'ann';
select is_empty(
  format('select * from account.get_credentials(%L)', (select email::text from medbook.users where id = :'ann')),
  'nor does the new one'
);
select is(
  account.open_session(:'ann', :'hash', sha256('late'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a checked password is no longer enough to sign in'
);
select is(
  account.rotate_session(sha256('here 2'), sha256('here 3')) ->> 'error',
  'INVALID_TOKEN',
  'the tokens are worth nothing'
);
select is(api.book_slot(:'ann', :'dora_1') ->> 'error', 'FORBIDDEN', 'an access token books nothing');
select is(api.get_user(:'ann') ->> 'error', 'FORBIDDEN', 'an access token shows nothing');
select is(
  account.register('ANN@example.com', :'hash', 'Another Ann') -> 'success',
  'true',
  'the address can be registered again'
);
select is(api.book_slot(:'ben', :'dora_1') -> 'success', 'true', 'the slots can be booked by others');

-- Again.
update test.clock set now = now + interval '1 minute';
select :state as state_before \gset
select to_jsonb(u) as skeleton from medbook.users u where id = :'ann' \gset
select is(account.erase_user(:'ann'), '{"success": true, "cancelled": 0}', 'erasing again succeeds');
select is(:state, :'state_before', 'erasing again changes no booking');
select is(
  to_jsonb(u) - 'email',
  :'skeleton'::jsonb - 'email',
  'nor the skeleton'
) from medbook.users u where id = :'ann';
select is(
  revoked_at,
  '2030-01-07 08:03Z',
  'nor the end of a session'
) from medbook.sessions where token_hash = sha256('here 2');
select is((select count(*) from medbook.audit where action = 'erase'), 2::bigint, 'it is recorded again');

-- Others.
select is(account.erase_user(:'gone'), '{"success": true, "cancelled": 0}', 'a deactivated user can be erased');
select is(account.erase_user(:'chief'), '{"success": true, "cancelled": 0}', 'an administrator can be erased');
insert into medbook.users (name) values ('Counter') returning id as counter \gset
select is(account.erase_user(:'counter') -> 'success', 'true', 'a patient without an e-mail address can be erased');
select is(core.is_admin(:'chief'), false, 'and no longer is one');
select is(role, 'USER', 'not even after being activated again') from medbook.users where id = :'chief';
select throws_ok(
  format('set local role medbook_gateway; select account.erase_user(%L)', :'ben'),
  '42501',
  'permission denied for function erase_user',
  'the gateway cannot erase people'
);
select throws_ok(
  format('set local role medbook_worker; select account.erase_user(%L)', :'ben'),
  '42501',
  'permission denied for function erase_user',
  'nor can the worker'
);
select lives_ok(
  format('set local role medbook_operator; select account.erase_user(%L); reset role', :'ben'),
  'operators can'
);
select is(
  count(*),
  0::bigint,
  'no erased user is active'
) from medbook.users where is_active and lower(email::text) <> 'ann@example.com';

select * from finish();
rollback;
