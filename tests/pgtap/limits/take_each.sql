-- Whatever is counted together must come out as if each request came alone.
begin;
\ir ../names.psql
select plan(13);

create function pg_temp.one_by_one(p_policies text[], p_addresses text[], p_user_ids uuid[]) returns jsonb
  language plpgsql as $$
declare
  v_answers jsonb := '[]';
  v_limit jsonb;
begin
  for v_n in 1..cardinality(p_policies) loop
    for v_limit in select * from jsonb_array_elements(limits.take(string_to_array(p_policies[v_n], ' '),
      p_addresses[v_n], p_user_ids[v_n], p_user_ids[v_n]::text) -> 'limits')
    loop
      v_answers := v_answers || jsonb_build_array(v_limit || jsonb_build_object('request', v_n));
    end loop;
  end loop;
  return v_answers;
end
$$;
create function pg_temp.counters() returns text language sql as $$
  select string_agg(concat_ws(' ', policy, key, requests, ends_at), ', ' order by policy, key) from medbook.rate_counter
$$;
create function pg_temp.same(p_policies text[], p_addresses text[], p_user_ids uuid[], p_sentence text)
  returns setof text language plpgsql as $$
declare
  v_before medbook.rate_counter[] := array(select c from medbook.rate_counter c);
  v_answer jsonb := limits.take_each(p_policies, p_addresses, p_user_ids);
  v_counters text := pg_temp.counters();
begin
  delete from medbook.rate_counter;
  insert into medbook.rate_counter select (c).* from unnest(v_before) c;
  return next tap.is(v_answer, pg_temp.one_by_one(p_policies, p_addresses, p_user_ids), p_sentence || ': answers');
  return next tap.is(v_counters, pg_temp.counters(), p_sentence || ': counters');
end
$$;

select is(
  limits.take_each('{general}', '{192.0.2.1}', '{null}'),
  '[{"request": 1, "policy": "general", "key": "address", "quota": 100, "window": 900, "allowed": true,
     "remaining": 99, "reset": 900}]',
  'one request is answered with its limits and its place'
);
select is(limits.take_each('{}', '{}', '{}'), '[]', 'no request has no answer');
select is(limits.take_each('{""}', '{192.0.2.1}', '{null}'), '[]', 'nor has one that nothing limits');
select pg_temp.same(
  array_fill('general'::text, array[5]), '{192.0.2.1,192.0.2.2,192.0.2.1,192.0.2.1,192.0.2.3}', '{}',
  'requests within their quota'
);
update medbook.rate_policy set quota = 3 where name = 'general';
update medbook.rate_policy set quota = 2 where name = 'booking';
select pg_temp.same(
  array_fill('general'::text, array[6]), '{192.0.2.9,192.0.2.9,192.0.2.8,192.0.2.9,192.0.2.9,192.0.2.9}', '{}',
  'some that go over it'
);
select pg_temp.same(
  '{general booking,general booking,general booking,general,general,booking}',
  array_fill('192.0.2.7'::text, array[6]), array_fill(:'ann'::uuid, array[6]),
  'one refused by one policy, which leaves the other''s quota to the next'
);
update test.clock set now = now + interval '1 minute';
select pg_temp.same(
  '{booking,general booking}', array_fill('192.0.2.7'::text, array[2]), array_fill(:'ann'::uuid, array[2]),
  'some in a new window, others in one that goes on'
);
update medbook.rate_policy set key = 'account' where name = 'booking';
select pg_temp.same(
  array_fill('booking'::text, array[3]), array_fill('192.0.2.7'::text, array[3]), array_fill(:'ann'::uuid, array[3]),
  'a policy that a DBA makes count by account'
);

select * from finish();
rollback;
