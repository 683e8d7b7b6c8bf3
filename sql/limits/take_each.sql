create or replace function limits.take_each(
  p_policies text[],
  p_addresses text[],
  p_user_ids uuid[]
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  -- Else PostgreSQL plans the query at every call, since a plan for the given arguments looks cheaper.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := core.now();
  v_is_allowed boolean;
  v_answers jsonb;
begin
  with asked as materialized (select * from limits.counters_of(p_policies, p_addresses, p_user_ids)),
  counted as (
    -- In this order, so that two calls cannot deadlock.
    insert into medbook.rate_counter as c (policy, key, requests, ends_at)
    select policy, counter, count(*)::integer, v_now + "window" from asked
     group by policy, counter, "window" order by policy, counter
    on conflict (policy, key) do update
      set requests = case when c.ends_at > v_now then c.requests else 0 end + excluded.requests,
          ends_at = case when c.ends_at > v_now then least(c.ends_at, excluded.ends_at) else excluded.ends_at end
    returning policy, key, requests, ends_at),
  settled as (
    -- The counters hold all requests; those behind one do not count for it.
    select a.*, c.ends_at, a.quota - c.requests - 1
             + count(*) over (partition by a.policy, a.counter order by a.request desc) as remaining
      from asked a join counted c on c.policy = a.policy and c.key = a.counter)
  select coalesce(bool_and(remaining >= 0), true), jsonb_agg(jsonb_build_object(
           'request', request, 'policy', policy, 'key', kind, 'quota', quota,
           'window', extract(epoch from "window")::integer, 'allowed', remaining >= 0,
           'remaining', remaining, 'reset', ceil(extract(epoch from ends_at - v_now))::integer)
           order by request, policy)
    into v_is_allowed, v_answers from settled;
  if not v_is_allowed then
    return limits.take_in_turn(p_policies, p_addresses, p_user_ids);
  end if;
  return coalesce(v_answers, '[]');
end
$$;

comment on function limits.take_each(text[], text[], uuid[]) is
'Counts several requests in one transaction, each as if it came alone, in this order
Each request is an element of all three arrays. p_policies: names of rate limit policies, with a space between them.
p_addresses: IPv4 address or /64 network of the client. p_user_ids: the caller; null if not signed in. Answers the
members of limits that limits.take answers, each with its request''s place. A request is refused if one of its own is
not allowed. For requests that sign in there is limits.take.';
