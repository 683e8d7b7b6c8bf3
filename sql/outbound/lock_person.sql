create or replace function outbound.lock_person(
  p_user_id uuid
)
  returns boolean
  language plpgsql
  volatile
as $$
begin
  -- Not waited for: who erases a user has locked the user, and then wants the user's mail.
  perform from medbook.users where id = p_user_id and is_active and email is not null for no key update skip locked;
  return found;
end
$$;

comment on function outbound.lock_person(uuid) is
'Locks a user who can get mail; false if somebody else has locked the user, or there is no such one';
