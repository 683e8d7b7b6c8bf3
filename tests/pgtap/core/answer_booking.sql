begin;
\ir ../names.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(core.answer_booking(:'held') -> 'success', 'true', 'the answer is a success');
select is(core.answer_booking(:'held') -> 'booking', (select to_jsonb(b) from api.booking b where b.id = :'held'), 'the answer shows the booking as api.booking does');
select is((select array_agg(k order by k) from jsonb_object_keys(core.answer_booking(:'held')) k), array['booking', 'success'], 'the answer has nothing else');
select throws_ok(format('select core.answer_booking(%L)', :'dora_none'), 'P0002', null, 'to answer a booking that is not there is a bug, and loud');

select * from finish();
rollback;
