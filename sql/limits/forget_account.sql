create or replace function limits.forget_account(
  p_user_id uuid,
  p_address text
)
  returns void
  language plpgsql
  volatile
as $$
begin
  -- Locked in the order of limits.take, so that the two cannot deadlock.
  delete from medbook.rate_counter where (policy, key) in (
    select c.policy, c.key from medbook.rate_counter c
      join medbook.rate_policy p on p.name = c.policy
      join medbook.users u on u.id = p_user_id
     where case p.key when 'account' then c.key = limits.account_digest(u.email::text)
                      when 'account and address' then starts_with(c.key, limits.account_digest(u.email::text) || ' ')
                      when 'address' then p.name = 'auth' and c.key = p_address end
     order by p.key <> 'account and address', p.name for update of c);
end
$$;

comment on function limits.forget_account(uuid, text) is
'Deletes the counters that keep somebody from signing in to an account
Called after a reset of the password. p_user_id: whose account; tries from all addresses are forgotten. p_address: as in
limits.take; what it has spent of the limit auth is forgotten too.';
