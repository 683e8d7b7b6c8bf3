begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(4);

update medbook.waitlist set to_time = core.now() where id = :'ann_waits';
update medbook.users set is_active = false where id = :'ben';
insert into medbook.waitlist (user_id, doctor_id, created_at)
values (:'chief', :'dora', core.now() + interval '1 second');
select is(booking.purge_waitlist(), 0, 'what ends now stays for 30 days');
select is(
  (select array_agg(ended_because order by created_at) from medbook.waitlist),
  '{OVER,OVER,null}',
  'what is over ends, and whoever was deactivated no longer waits'
);
update test.clock set now = now + interval '30 days';
select lives_ok(
  'set local role medbook_worker; select booking.purge_waitlist(); reset role',
  'then the worker can purge it'
);
select is((select count(*) from medbook.waitlist), 1::bigint, 'it is gone, and who waits waits on');

select * from finish();
rollback;
