begin;
\ir ../names.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as booking \gset
select ok(not outbound.is_appointment(:'booking'), 'a hold is none');
select api.confirm_booking(:'ann', :'booking');
select ok(outbound.is_appointment(:'booking'), 'what is confirmed is one');
select api.cancel_booking(:'ann', :'booking');
select ok(not outbound.is_appointment(:'booking'), 'until it is cancelled');
select ok(not outbound.is_appointment(:'dora_none'), 'an unknown one is none');

select * from finish();
rollback;
