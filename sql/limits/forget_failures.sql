create or replace function limits.forget_failures(
  p_user_id uuid,
  p_address text
)
  returns void
  language plpgsql
  volatile
as $$
begin
  delete from medbook.rate_counter c
   using medbook.rate_policy p, medbook.users u
   where p.key = 'account and address' and c.policy = p.name
     and u.id = p_user_id and c.key = limits.account_digest(u.email::text) || ' ' || p_address;
end
$$;

comment on function limits.forget_failures(uuid, text) is
'Deletes the counter of failed sign-ins to an account from an address
Called after a sign-in that succeeded. p_user_id: whose account. p_address: as in limits.take.';
