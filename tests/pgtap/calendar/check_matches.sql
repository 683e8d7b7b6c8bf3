begin;
\ir ../names.psql
select plan(6);

-- What is wrong with lines of these names and references, with their numbers.
create function pg_temp.wrong(p_names text[], p_references text[]) returns text language sql as $$
  select string_agg((line ->> 'line') || ' ' || (line #>> '{errors,0,detail}'), ', ')
    from jsonb_array_elements(calendar.check_matches((
      select jsonb_agg(jsonb_build_object('name', name, 'specialization', 'Neurology', 'reference', reference)
                       order by n)
        from unnest(p_names, p_references) with ordinality as l (name, reference, n)))) line
$$;

select is(pg_temp.wrong('{A,B}', '{null,null}'), null, 'new doctors are right');
select is(
  pg_temp.wrong('{A,B,a}', '{null,null,R}'),
  '1 is the same doctor as in another line, 3 is the same doctor as in another line',
  'both lines of one doctor are wrong'
);
select is(pg_temp.wrong('{A,A}', '{R,S}'), null, 'two references are two doctors');
select is(
  pg_temp.wrong('{A,B}', '{R,R}'),
  '1 is the same doctor as in another line, 2 is the same doctor as in another line',
  'one reference is one doctor'
);
select is(pg_temp.wrong('{Dr. Fay Former}', '{null}'), '1 is a doctor who was retired', 'a retired doctor is wrong');
update medbook.doctors set name = 'Dr. Eve East', specialization = 'Neurology' where id = :'dora';
select is(
  pg_temp.wrong('{Dr. Eve East}', '{null}'),
  '1 is the name of several doctors: a reference must say which',
  'who of several is meant must be said'
);

select * from finish();
rollback;
