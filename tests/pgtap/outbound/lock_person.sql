begin;
\ir ../names.psql
select plan(3);

select ok(outbound.lock_person(:'ann'), 'who has an address can be locked');
select ok(not outbound.lock_person(:'gone'), 'not who was deactivated');
update medbook.users set email = null, password_hash = null where id = :'ann';
select ok(not outbound.lock_person(:'ann'), 'nor who has no address');

select * from finish();
rollback;
