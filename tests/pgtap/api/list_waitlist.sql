begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(3);

select is(api.list_waitlist(:'gone') ->> 'error', 'FORBIDDEN', 'a deactivated user sees nothing');
select is(
  api.list_waitlist(:'ann'),
  jsonb_build_object('success', true, 'waitlist', jsonb_build_array(booking.answer_queue(:'ann_waits') -> 'waitlist')),
  'patients see their own'
);
select api.leave_waitlist(:'ann', :'ann_waits') as gone \gset
select is(api.list_waitlist(:'ann') -> 'waitlist', '[]', 'while they wait');

select * from finish();
rollback;
