begin;
\ir ../names.psql
select plan(6);

select is(booking.is_for(null, null), true, 'a slot that is for anything can be booked without a kind of visit');
select is(booking.is_for(null, :'nobody'), true, 'and as any');
select is(booking.is_for(array[:'ann', :'ben']::uuid[], :'ben'), true, 'one that is for some can be booked as these');
select is(booking.is_for(array[:'ann']::uuid[], :'ben'), false, 'not as another');
select is(booking.is_for(array[:'ann']::uuid[], null), false, 'and not without one');
select is(proconfig, null, 'it sets nothing, so that it is inlined') from pg_proc where oid = 'booking.is_for'::regproc;

select * from finish();
rollback;
