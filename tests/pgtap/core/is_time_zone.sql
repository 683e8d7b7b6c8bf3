begin;
select plan(4);

select is(core.is_time_zone('Europe/Berlin'), true, 'a name that the server knows is a time zone');
select is(core.is_time_zone('Mars/Olympus'), false, 'one that it does not know is none');
select is(core.is_time_zone(''), false, 'no name is none');
select is(core.is_time_zone(null), false, 'null is none');

select * from finish();
rollback;
