create or replace function limits.counters_of(
  p_policies text[],
  p_addresses text[],
  p_user_ids uuid[]
)
  returns table (
    request bigint,
    policy text,
    counter text,
    kind text,
    quota integer,
    "window" interval
  )
  language sql
  stable
as $$
  select r.request, p.name, k.counter, p.key, p.quota, p."window"
    from unnest(p_policies, p_addresses, p_user_ids) with ordinality as r (policies, address, user_id, request)
    join medbook.rate_policy p on p.name = any(string_to_array(r.policies, ' '))
   cross join lateral (
     select case p.key when 'address' then r.address
                       when 'user' then r.user_id::text
                       when 'account' then limits.account_digest(r.user_id::text)
                       else limits.account_digest(r.user_id::text) || ' ' || r.address end) as k (counter)
   where k.counter is not null
$$;

comment on function limits.counters_of(text[], text[], uuid[]) is
'The counters that requests count against, a row for each request and policy
The arguments are those of limits.take_each. request: its place among them. kind: by what the policy counts. The
user''s id is the name of the account of a caller who does not sign in.';
