begin;
\ir ../names.psql
select plan(3);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as first \gset
select is(
  outbound.origin(:'first'),
  row(:'first'::uuid, 0)::record,
  'a booking that was not moved is its own origin'
);
select api.reschedule_booking(:'ann', :'first', :'dora_2') #>> '{booking,id}' as second \gset
select api.reschedule_booking(:'ann', :'second', :'eve_1') #>> '{booking,id}' as third \gset
select is(outbound.origin(:'third'), row(:'first'::uuid, 2)::record, 'else the first one, over doctors too');
select is(outbound.origin(:'second'), row(:'first'::uuid, 1)::record, 'also of one in the middle');

select * from finish();
rollback;
