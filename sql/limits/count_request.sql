create or replace function limits.count_request(
  p_policy medbook.rate_policy,
  p_key text,
  p_now timestamptz
)
  returns medbook.rate_counter
  language plpgsql
  volatile
as $$
declare
  v_counter medbook.rate_counter;
begin
  insert into medbook.rate_counter as c (policy, key, requests, ends_at)
  values (p_policy.name, p_key, 1, p_now + p_policy."window")
  on conflict (policy, key) do update
    set requests = case when c.ends_at > p_now then c.requests + 1 else 1 end,
        ends_at = case when c.ends_at > p_now then least(c.ends_at, excluded.ends_at) else excluded.ends_at end
  returning * into v_counter;
  return v_counter;
end
$$;

comment on function limits.count_request(medbook.rate_policy, text, timestamptz) is
'Counts one more request; returns the counter, locked until the transaction ends
p_key: identifies the counter within the policy. A counter whose window has ended starts a new window.';
