begin;
\ir ../names.psql
select plan(5);

create function pg_temp.counters(p_policies text[], p_addresses text[], p_user_ids uuid[]) returns text
  language sql as $$
  select string_agg(concat_ws(' ', request, policy, counter), ', ' order by request, policy)
    from limits.counters_of(p_policies, p_addresses, p_user_ids)
$$;
select is(
  pg_temp.counters('{general,general booking}', '{192.0.2.1,192.0.2.2}', array[null, :'ann'::uuid]),
  '1 general 192.0.2.1, 2 booking ' || :'ann' || ', 2 general 192.0.2.2',
  'each request has a counter for each of its policies'
);
select is(
  pg_temp.counters('{booking}', '{192.0.2.1}', '{null}'),
  null,
  'who is not signed in has none of the policies that count by user'
);
select is(pg_temp.counters('{nothing}', '{192.0.2.1}', array[:'ann'::uuid]), null, 'an unknown policy has none');
select is(
  pg_temp.counters('{account lockout}', '{192.0.2.1}', array[:'ann'::uuid]),
  format('1 account %1$s, 1 lockout %1$s 192.0.2.1', limits.account_digest(:'ann')),
  'a policy that counts by account counts the caller''s id, as limits.take does'
);
select is(
  (select concat_ws(' ', kind, quota, "window") from limits.counters_of('{general}', '{192.0.2.1}', '{null}')),
  'address 100 00:15:00',
  'with each goes what its policy says'
);

select * from finish();
rollback;
