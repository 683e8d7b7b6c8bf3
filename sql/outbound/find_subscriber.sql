create or replace function outbound.find_subscriber(
  p_token uuid
)
  returns uuid
  language plpgsql
  stable
as $$
begin
  return (select u.id from medbook.mails m join medbook.users u on u.id = m.user_id
           where m.unsubscribe_token = p_token and u.is_active);
end
$$;

comment on function outbound.find_subscriber(uuid) is
'The user whose reminder has this token; null without one, or if the user may do nothing any more';
