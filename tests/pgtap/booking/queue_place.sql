begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(5);

insert into medbook.waitlist (user_id, doctor_id, created_at, priority)
select :'chief', :'dora', core.now(), n from generate_series(-1, 1) n;
select is(
  booking.queue_place(w),
  2,
  'who has a higher priority is before'
) from medbook.waitlist w where id = :'ann_waits';
select is(
  booking.queue_place(w),
  1,
  'not who waits for something else'
) from medbook.waitlist w where id = :'ben_waits';
select is(booking.queue_place(w), 3, 'who came before is before') from medbook.waitlist w
 where user_id = :'chief' and priority = 0;
update medbook.waitlist set service_id = :'hour' where id = :'ann_waits';
select is(booking.queue_place(w), 1, 'for another kind of visit') from medbook.waitlist w where id = :'ann_waits';
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where priority = 1;
select is(booking.queue_place(w), 1, 'who has left is not before') from medbook.waitlist w
 where user_id = :'chief' and priority = 0;

select * from finish();
rollback;
