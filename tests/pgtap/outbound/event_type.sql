begin;
select plan(9);

select is(outbound.event_type(null, 'PENDING', null, false), 'booking.held', 'a new booking is held');
select is(outbound.event_type(null, 'PENDING', null, true), 'booking.offered', 'or offered to who waits');
select is(outbound.event_type('PENDING', 'CONFIRMED', null, false), 'booking.confirmed', 'then confirmed');
select is(outbound.event_type('PENDING', 'FAILED', null, false), 'booking.failed', 'or not in time');
select is(outbound.event_type('CONFIRMED', 'CANCELLED', null, false), 'booking.cancelled', 'or cancelled');
select is(
  outbound.event_type('CONFIRMED', 'CANCELLED', core.new_id(test.dora()), false),
  'booking.rescheduled',
  'or moved'
);
select is(outbound.event_type('CONFIRMED', 'COMPLETED', null, false), 'booking.completed', 'the patient came');
select is(outbound.event_type('CONFIRMED', 'NO_SHOW', null, false), 'booking.no_show', 'or did not');
select is(
  outbound.event_type('NO_SHOW', 'CONFIRMED', null, false),
  'booking.reinstated',
  'what was recorded is taken back'
);

select * from finish();
rollback;
