begin;
\ir ../names.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1'), api.book_slot(:'ben', :'dora_2');
select outbound.relay();
select is(outbound.purge_events(), 0, 'what is new stays');
update medbook.booking_history set at = core.now() - interval '31 days' where booking_id in (
  select booking_id from medbook.events where id = 1);
select is(outbound.purge_events(), 1, 'after 30 days an event is deleted');
select is((select array_agg(id) from medbook.events), '{2}', 'and no other');
select is((select count(*) from medbook.booking_history), 2::bigint, 'the history stays');

select * from finish();
rollback;
