begin;
\ir ../names.psql
select plan(9);

\ir ../mail.psql
select results_eq(
  'select kind, user_id, doctor_id, booking_id, due_at, next_at from medbook.mails',
  format('select %L, %L::uuid, %L::uuid, %L::uuid, core.now(), core.now()', 'confirmed', :'ann', :'dora', :'booking'),
  'a confirmation is told to the patient'
);
-- Tells of all events anew.
create function pg_temp.kinds() returns text[] language plpgsql as $$
begin
  delete from medbook.mails;
  perform outbound.queue_mails(0, core.now());
  return array(select kind from medbook.mails order by kind);
end
$$;
select is(pg_temp.kinds(), '{confirmed}', 'a hold is not');
insert into medbook.notification_preferences (user_id, confirmed) values (:'ann', false);
select is(pg_temp.kinds(), '{}', 'nor is what the patient does not want');
delete from medbook.notification_preferences;
update medbook.users set is_active = false where id = :'ann';
select is(pg_temp.kinds(), '{}', 'nor is anything to who was deactivated');
update medbook.users set is_active = true, email = null, password_hash = null where id = :'ann';
select is(pg_temp.kinds(), '{}', 'or has no address');
update medbook.users set email = 'ann@example.com' where id = :'ann';
update test.clock set now = now + interval '1 minute';
select api.reschedule_booking(:'ann', :'booking', :'dora_2') #>> '{booking,id}' as moved \gset
update medbook.relay set cluster = 'another';
select outbound.relay();
select is(pg_temp.kinds(), '{confirmed,moved}', 'a move is one mail');
select is((select booking_id from medbook.mails where kind = 'moved'), :'moved'::uuid, 'of the new booking');
select outbound.queue_mails((select max(id) from medbook.events), core.now());
select is((select count(*) from medbook.mails), 2::bigint, 'what was told before is not told again');
update test.clock set now = now + interval '1 day';
select is(pg_temp.kinds(), '{}', 'nor what is older than a day');

select * from finish();
rollback;
