create or replace function limits.settle(
  p_counters medbook.rate_counter[],
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_is_allowed boolean;
  v_limits jsonb;
begin
  select coalesce(bool_and(c.requests <= p.quota), true) into v_is_allowed
    from unnest(p_counters) c join medbook.rate_policy p on p.name = c.policy;
  if not v_is_allowed then
    -- A request that one policy refuses is not counted by any of them.
    update medbook.rate_counter c set requests = c.requests - 1
      from unnest(p_counters) t
     where c.policy = t.policy and c.key = t.key;
  end if;
  select jsonb_agg(jsonb_build_object(
           'policy', c.policy, 'key', p.key, 'quota', p.quota, 'window', extract(epoch from p."window")::integer,
           'allowed', c.requests <= p.quota,
           'remaining', greatest(p.quota - c.requests + (not v_is_allowed)::integer, 0),
           'reset', ceil(extract(epoch from c.ends_at - p_now))::integer) order by c.policy)
    into v_limits from unnest(p_counters) c join medbook.rate_policy p on p.name = c.policy;
  return jsonb_build_object('allowed', v_is_allowed, 'limits', coalesce(v_limits, '[]'));
end
$$;

comment on function limits.settle(medbook.rate_counter[], timestamptz) is
'The answer for a request that these counters have counted
If one counter is over its quota, the request is refused and subtracted from all of them.';
