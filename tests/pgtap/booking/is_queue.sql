begin;
\ir ../names.psql
select plan(6);

select is(booking.is_queue(:'dora', 'Cardiology'), false, 'nobody waits at first');
insert into medbook.waitlist (id, user_id, doctor_id, created_at) values (:'ann', :'ann', :'dora', core.now());
select is(booking.is_queue(:'dora', 'Cardiology'), true, 'somebody waits for the doctor');
select is(booking.is_queue(:'eve', 'Dermatology'), false, 'not for another one');
update medbook.waitlist set doctor_id = null, specialization = 'cardiology';
select is(booking.is_queue(:'dora', '  CARDIOLOGY'), true, 'or for any of the specialization, however it is written');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT';
select is(booking.is_queue(:'dora', 'Cardiology'), false, 'who has left does not');
select is(proconfig, null, 'it sets nothing, so that it is inlined') from pg_proc
 where oid = 'booking.is_queue'::regproc;

select * from finish();
rollback;
