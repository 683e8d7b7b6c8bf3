begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(6);

\set now '2030-01-07 08:00Z'
create function pg_temp.refused(p_actor_id uuid, p_service_id uuid) returns text language sql as $$
  select answer ->> 'error' from booking.check_service(test.ann(), p_actor_id, test.dora(), p_service_id,
    '2030-01-07 08:00Z') answer
$$;
select is(pg_temp.refused(:'ann', :'long'), null, 'a kind of visit for everybody can be booked');
select is(pg_temp.refused(:'ann', :'no_service'), 'SERVICE_NOT_FOUND', 'one that is not known cannot');
select is(pg_temp.refused(:'ann', :'short'), 'SERVICE_RESTRICTED', 'one for known patients cannot by a new one');
select is(pg_temp.refused(:'chief', :'short'), null, 'but for one, by an administrator');
select is(pg_temp.refused(:'ann', :'chiefs'), 'SERVICE_RESTRICTED', 'one of the clinic''s cannot by a patient');
update medbook.services set is_active = false where id = :'long';
select is(pg_temp.refused(:'chief', :'long'), 'SERVICE_NOT_FOUND', 'one that is given up by nobody');

select * from finish();
rollback;
