create or replace function api.list_users(
  p_user_id uuid,
  p_search text default null,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  -- What the words are decides whether the index of searches or that of names is used.
  set plan_cache_mode = force_custom_plan
as $$
declare
  v_patterns record := account.search_patterns(p_search);
  v_word text := v_patterns.words[1];
  v_phone text := v_patterns.phones[1];
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'list users');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{text,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);
  perform core.record('list users', p_user_id, null);

  with page as (
    select u.id from medbook.users u
     where u.is_active
       -- The index of searches serves one word and one telephone.
       and (v_word is null or medbook.person_text(u.name, u.email::text, u.phone) like v_word)
       and (v_phone is null or medbook.person_text(u.name, u.email::text, u.phone) ~ v_phone)
       and medbook.person_text(u.name, u.email::text, u.phone) like all (v_patterns.words)
       and medbook.person_text(u.name, u.email::text, u.phone) ~ all (v_patterns.phones)
       and (p_cursor is null or (medbook.search_text(u.name) collate "C", u.id)
                                > (medbook.search_text(v_after[1]), v_after[2]::uuid))
     order by medbook.search_text(u.name) collate "C", u.id limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by medbook.search_text(v.name) collate "C", v.id) into v_rows
    from page join api.user v on v.id = page.id;
  return core.page('users', v_rows, p_limit, '{name,id}');
end
$$;

comment on function api.list_users(uuid, text, integer, text) is
'Patients and administrators, by name; each call is written to the audit
Active accounts only, sorted as people sort names. p_search: words of the name, the e-mail address or a telephone, in
any order, regardless of case, accents, punctuation and titles; a telephone in its national writing or in its
international one, whichever is stored. p_limit: 1 to 100 users. p_cursor: next_cursor of the previous page. Refuses
FORBIDDEN, INVALID_INPUT.';
