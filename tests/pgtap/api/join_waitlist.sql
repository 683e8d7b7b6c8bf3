begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(6);

select is(
  api.join_waitlist(:'gone', :'dora'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user may not join'
);
select is(api.join_waitlist(null, :'dora') ->> 'error', 'FORBIDDEN', 'nor may nobody');
select is(:audited -> 0 ->> 'action', 'join waitlist', 'such attempts are recorded');
select is(api.join_waitlist(:'ann') ->> 'error', 'INVALID_INPUT', 'somebody must be waited for');
select is(
  api.join_waitlist(:'ann', :'dora'),
  booking.answer_queue(:'ann_waits'),
  'who waits already keeps the place'
);
select ok(
  api.join_waitlist(:'ann', p_specialization => 'Cardiology', p_weekdays => '[2]', p_earliest => '09:00') ? 'created',
  'another wish is another place'
);

select * from finish();
rollback;
