create or replace function limits.take(
  p_policies text[],
  p_address text,
  p_user_id uuid default null,
  p_account text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  -- Else PostgreSQL plans the queries at every call, since a plan for the null arguments looks cheaper.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := core.now();
  v_account text := limits.account_digest(p_account);
  v_policy medbook.rate_policy;
  v_key text;
  v_tries integer := 0;
  v_counters medbook.rate_counter[] := array[]::medbook.rate_counter[];
begin
  -- Every request locks the counters in the same order, so that requests cannot deadlock.
  for v_policy in
    select * from medbook.rate_policy where name = any(p_policies) order by key <> 'account and address', name
  loop
    v_key := case v_policy.key
      when 'address' then p_address
      when 'user' then p_user_id::text
      when 'account and address' then v_account || ' ' || p_address
      -- One address alone cannot exhaust an account's counter, and the counter does not bind the owner's addresses.
      when 'account' then case when v_tries < v_policy.quota and not limits.is_known_address(p_account, p_address)
                               then v_account end
    end;
    continue when v_key is null;
    v_counters := v_counters || limits.count_request(v_policy, v_key, v_now);
    if v_policy.key = 'account and address' then
      v_tries := v_counters[1].requests;
    end if;
  end loop;
  return limits.settle(v_counters, v_now);
end
$$;

comment on function limits.take(text[], text, uuid, text) is
'Counts one request against each of these rate limit policies, or against none if one refuses it
p_policies: their names. p_address: IPv4 address or /64 network of the client. p_user_id: the caller; null if not
signed in. p_account: the name of the account that the client wants to sign in to. Answers allowed, and limits: for
each policy that applies its allowed, quota, window and reset in seconds, and remaining. If an account is tried from
many addresses, requests are refused from all addresses but those from which its owner signed in before: nobody can
lock the owner out there.';
