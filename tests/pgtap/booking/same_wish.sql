begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(5);

select is(booking.same_wish(w), :'ann_waits'::uuid, 'who waits already is found') from medbook.waitlist w
 where id = :'ann_waits';
select is(
  booking.same_wish(booking.queue_row(:'ben', '{"specialization": "cardiology"}', core.now())),
  :'ben_waits'::uuid,
  'by an equal wish'
);
select is(
  booking.same_wish(booking.queue_row(:'ann', '{"specialization": "cardiology"}', core.now())),
  null,
  'not by somebody else''s'
);
select is(
  booking.same_wish(booking.queue_row(:'ben', '{"specialization": "cardiology", "weekdays": [1]}', core.now())),
  null,
  'nor by another one'
);
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT';
select is(
  booking.same_wish(booking.queue_row(:'ben', '{"specialization": "cardiology"}', core.now())),
  null,
  'nor by one that has ended'
);

select * from finish();
rollback;
