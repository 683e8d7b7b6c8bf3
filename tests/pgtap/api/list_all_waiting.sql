begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(10);

create function pg_temp.listed(p_answer jsonb) returns text[] language sql as $$
  select array_agg(w ->> 'id') from jsonb_array_elements(p_answer -> 'waitlist') w
$$;
select is(api.list_all_waiting(:'ann') ->> 'error', 'FORBIDDEN', 'patients do not see others');
select is(api.list_all_waiting(:'chief', p_limit => 0) ->> 'error', 'INVALID_INPUT', 'a page has rows');
select is(api.list_all_waiting(:'chief', p_cursor => 'x') ->> 'error', 'INVALID_INPUT', 'a cursor is one of ours');
select is(pg_temp.listed(api.list_all_waiting(:'chief')), array[:'ann_waits', :'ben_waits'], 'who came first is first');
select is(:audited -> 0 ->> 'action', 'list all waiting', 'the look is recorded');
update medbook.waitlist set priority = 1 where id = :'ben_waits';
select api.list_all_waiting(:'chief', p_limit => 1) as page \gset
select is(pg_temp.listed(:'page'), array[:'ben_waits'], 'or who has priority');
select is(
  pg_temp.listed(api.list_all_waiting(:'chief', p_limit => 1, p_cursor => :'page'::jsonb ->> 'next_cursor')),
  array[:'ann_waits'],
  'then the others'
);
select is(pg_temp.listed(api.list_all_waiting(:'chief', :'dora')), array[:'ann_waits'], 'of one doctor');
select is(
  pg_temp.listed(api.list_all_waiting(:'chief', p_specialization => 'Cardiology')),
  array[:'ben_waits'],
  'or of one specialization'
);
insert into medbook.waitlist (user_id, doctor_id, specialization, service_id, priority, created_at)
select :'chief', case when n % 2 = 0 then :'dora'::uuid end, case when n % 2 = 1 then 'cardiology' end,
       case when n % 3 = 0 then :'hour'::uuid end, n % 5, core.now() from generate_series(1, 20) n;
select api.list_all_waiting(:'chief', p_limit => 11) as page \gset
select results_eq(
  format(
    'select jsonb_array_elements(%L::jsonb || (api.list_all_waiting(%L, p_cursor => %L) -> ''waitlist''))',
    :'page'::jsonb -> 'waitlist', :'chief', :'page'::jsonb ->> 'next_cursor'),
  'select to_jsonb(w) from api.patient_waitlist w order by priority desc, created_at, id',
  'each with the place that the view has, on later pages too'
);

select * from finish();
rollback;
