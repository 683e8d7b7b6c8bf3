begin;
\ir ../names.psql
\ir ../services.psql
select plan(3);

select is((booking.active_service(:'short')).minutes, 30, 'one that can be booked is found');
select is((booking.active_service(:'old')).id, null, 'one that cannot is not');
select is((booking.active_service(:'nobody')).id, null, 'nor is one that is not there');

select * from finish();
rollback;
