create or replace function outbound.find_link(
  p_token text
)
  returns medbook.calendar_links
  language plpgsql
  stable
as $$
declare
  v_link medbook.calendar_links;
begin
  select l.* into v_link from medbook.calendar_links l join medbook.users u on u.id = l.user_id
   where l.token_hash = outbound.token_digest(p_token) and u.is_active
     and (l.doctor_id is null or u.role = 'ADMIN');
  return v_link;
end
$$;

comment on function outbound.find_link(text) is
'The link of a calendar that has this token; null without one
Nor is there one if whoever made it was deactivated since, or, of a doctor''s calendar, is no administrator any more.';
