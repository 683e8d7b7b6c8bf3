begin;
select plan(8);

select is(outbound.event_type(null, 'PENDING', null), 'booking.held', 'a new booking is held');
select is(outbound.event_type('PENDING', 'CONFIRMED', null), 'booking.confirmed', 'then confirmed');
select is(outbound.event_type('PENDING', 'FAILED', null), 'booking.failed', 'or not in time');
select is(outbound.event_type('CONFIRMED', 'CANCELLED', null), 'booking.cancelled', 'or cancelled');
select is(outbound.event_type('CONFIRMED', 'CANCELLED', core.new_id(test.dora())), 'booking.rescheduled', 'or moved');
select is(outbound.event_type('CONFIRMED', 'COMPLETED', null), 'booking.completed', 'the patient came');
select is(outbound.event_type('CONFIRMED', 'NO_SHOW', null), 'booking.no_show', 'or did not');
select is(outbound.event_type('NO_SHOW', 'CONFIRMED', null), 'booking.reinstated', 'what was recorded is taken back');

select * from finish();
rollback;
