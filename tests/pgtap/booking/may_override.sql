begin;
\ir ../names.psql
select plan(30);

-- Nobody but an active administrator may override a rule.
select is(booking.may_override(code, :'ann'), false, 'a patient is bound by ' || code)
  from unnest('{OUTSIDE_BOOKING_WINDOW,TOO_LATE,HOLD_LIMIT,BOOKING_LIMIT,OVERLAPPING_BOOKING}'::text[]) code;
select is(booking.may_override(code, :'ann', 'why'), false, 'a reason does not help a patient against ' || code)
  from unnest('{OUTSIDE_BOOKING_WINDOW,TOO_LATE,HOLD_LIMIT,BOOKING_LIMIT,OVERLAPPING_BOOKING}'::text[]) code;
select is(booking.may_override('TOO_LATE', :'gone'), false, 'a deactivated user is bound');
select is(booking.may_override('TOO_LATE', :'nobody'), false, 'an unknown user is bound');
select is(booking.may_override('TOO_LATE', null), false, 'nobody in particular is bound');

-- The windows do not bind administrators.
select is(
  booking.may_override('OUTSIDE_BOOKING_WINDOW', :'chief'),
  true,
  'the booking window does not bind an administrator'
);
select is(booking.may_override('TOO_LATE', :'chief'), true, 'nor does a cut-off');
select is(booking.may_override('SLOT_IN_PAST', :'chief'), true, 'nor the beginning of a slot');

-- The patient's own bookings bind administrators too, unless there is a reason.
select is(booking.may_override('HOLD_LIMIT', :'chief'), false, 'without a reason the limit of holds binds');
select is(
  booking.may_override('OVERLAPPING_BOOKING', :'chief'),
  false,
  'without a reason nobody is at two places at a time'
);
select is(booking.may_override('BOOKING_LIMIT', :'chief'), false, 'and that of bookings');
select is(booking.may_override('HOLD_LIMIT', :'chief', 'twins'), true, 'with a reason there may be more holds');
select is(booking.may_override('BOOKING_LIMIT', :'chief', 'twins'), true, 'and more bookings');
select is(booking.may_override('OVERLAPPING_BOOKING', :'chief', 'twins'), true, 'and two at a time');

-- All other rules bind everybody.
select is(booking.may_override(code, :'chief', 'why'), false, code || ' binds an administrator')
  from unnest(
    '{SLOT_NOT_FOUND,SLOT_UNAVAILABLE,SLOT_LOCKED,BOOKING_EXPIRED,INVALID_STATUS,FORBIDDEN,INVALID_INPUT,
    DOCTOR_HAS_BOOKINGS}'::text[]) code;

select * from finish();
rollback;
