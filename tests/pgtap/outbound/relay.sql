begin;
\ir ../names.psql
select plan(11);

\set told '(select array_agg(type order by id) from api.event)'
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as booking \gset
select is(outbound.relay(), 1, 'the first call tells of what there is');
select is(outbound.relay(), 0, 'once');
select is(:told, array['booking.held'], 'as an event');
select is((select id from medbook.events), 1::bigint, 'with a number');

-- Own changes are not committed; these seem to be.
select api.confirm_booking(:'ann', :'booking'), api.reschedule_booking(:'ann', :'booking', :'dora_2');
update medbook.relay set next_xid = '5', running = '{}';
update medbook.booking_history set changed = '5' where (booking_id, to_status) <> (:'booking', 'PENDING');
update medbook.booking_history set changed = '4' where (booking_id, to_status) = (:'booking', 'PENDING');
select is(outbound.relay(), 4, 'each change is one event');
select is(
  :told,
  array['booking.held', 'booking.held', 'booking.confirmed', 'booking.confirmed', 'booking.rescheduled'],
  'in the order in which it happened'
);
select is(array(select id from medbook.events order by id), '{1,2,3,4,5}'::bigint[], 'without a gap');
select is(outbound.relay(), 0, 'the position has moved');

update medbook.relay set cluster = 'another';
select is(outbound.relay(), 0, 'nothing is told again when the server was replaced');
delete from medbook.events where id = 5;
update medbook.relay set cluster = 'another';
select is(outbound.relay(), 1, 'but what was lost with it');
select is((select max(id) from medbook.events), 2000000006::bigint, 'under an id that no lost event can have had');

select * from finish();
rollback;
