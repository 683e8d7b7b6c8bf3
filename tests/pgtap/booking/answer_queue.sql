begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(2);

select is(
  booking.answer_queue(:'ann_waits'),
  jsonb_build_object('success', true, 'waitlist', (select to_jsonb(w) from api.waitlist w where id = :'ann_waits')),
  'the answer shows the place'
);
select throws_ok(format('select booking.answer_queue(%L)', :'nobody'), 'P0002', null, 'there is one');

select * from finish();
rollback;
