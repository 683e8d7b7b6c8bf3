begin;
select plan(1);

select is(outbound.kept_since('2030-01-31 08:00Z'), '2030-01-01 08:00Z', 'events are kept for 30 days');

select * from finish();
rollback;
