begin;
\ir ../names.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as booking \gset
select ok(not outbound.was_confirmed(:'booking'), 'a hold was not');
select api.confirm_booking(:'ann', :'booking');
select ok(outbound.was_confirmed(:'booking'), 'an appointment was');
select api.cancel_booking(:'ann', :'booking');
select ok(outbound.was_confirmed(:'booking'), 'also after it was cancelled');
select ok(not outbound.was_confirmed(null), 'nothing was not');

select * from finish();
rollback;
