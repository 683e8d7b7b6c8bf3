begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(31);

create function pg_temp.judge(p_code text, p_actor_id uuid, p_reason text default null) returns text language sql as $$
  select booking.override(core.refuse(p_code), p_actor_id, p_reason) ->> 'error'
$$;

-- Nobody but an administrator is exempt from anything.
select is(booking.override(null, :'ann', null), null, 'no refusal stays none');
select is(booking.override(null, :'chief', 'why'), null, 'for an administrator too');
select is(pg_temp.judge(code, :'ann'), code, 'a patient is bound by ' || code) from unnest('{OUTSIDE_BOOKING_WINDOW,TOO_LATE,HOLD_LIMIT,OVERLAPPING_BOOKING}'::text[]) code;
select is(pg_temp.judge(code, :'ann', 'why'), code, 'a reason does not help a patient against ' || code) from unnest('{OUTSIDE_BOOKING_WINDOW,TOO_LATE,HOLD_LIMIT,OVERLAPPING_BOOKING}'::text[]) code;
select is(pg_temp.judge('TOO_LATE', :'gone'), 'TOO_LATE', 'who was deactivated is bound');
select is(pg_temp.judge('TOO_LATE', :'nobody'), 'TOO_LATE', 'who is unknown is bound');
select is(pg_temp.judge('TOO_LATE', null), 'TOO_LATE', 'nobody in particular is bound');

-- An administrator is exempt from the windows.
select is(pg_temp.judge('OUTSIDE_BOOKING_WINDOW', :'chief'), null, 'the booking window does not bind an administrator');
select is(pg_temp.judge('TOO_LATE', :'chief'), null, 'nor does a cut-off');

-- The patient's own bookings count for an administrator too, unless there is a reason.
select is(pg_temp.judge('HOLD_LIMIT', :'chief'), 'HOLD_LIMIT', 'without a reason the limit of holds holds');
select is(pg_temp.judge('OVERLAPPING_BOOKING', :'chief'), 'OVERLAPPING_BOOKING', 'without a reason nobody is at two places at a time');
select is(pg_temp.judge('HOLD_LIMIT', :'chief', 'twins'), null, 'with a reason there may be more holds');
select is(pg_temp.judge('OVERLAPPING_BOOKING', :'chief', 'twins'), null, 'and two at a time');

-- From the rest nobody is exempt.
select is(pg_temp.judge(code, :'chief', 'why'), code, code || ' binds an administrator') from unnest('{SLOT_NOT_FOUND,SLOT_UNAVAILABLE,SLOT_IN_PAST,SLOT_LOCKED,BOOKING_EXPIRED,INVALID_STATUS,FORBIDDEN,INVALID_INPUT,DOCTOR_HAS_BOOKINGS}'::text[]) code;
select is(booking.override('{"success": true, "booking": {}}', :'chief', 'why'), '{"success": true, "booking": {}}', 'an answer that is no refusal is the answer');
select is(booking.override(core.refuse('TOO_LATE', '{"cutoff_at": "then"}'), :'ann', null), '{"success": false, "error": "TOO_LATE", "cutoff_at": "then"}', 'a refusal keeps its details');
select is(pg_temp.audited(), '{}', 'nothing is recorded before the call has succeeded');

select * from finish();
rollback;
