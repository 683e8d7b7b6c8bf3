create or replace function api.list_retired_doctors(
  p_user_id uuid,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{text,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);
  with page as (
    select d.id from medbook.doctors d
     where not d.is_active
       and (p_cursor is null or (medbook.search_text(d.name) collate "C", d.id)
                                > (medbook.search_text(v_after[1]), v_after[2]::uuid))
     order by medbook.search_text(d.name) collate "C", d.id limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by medbook.search_text(v.name) collate "C", v.id) into v_rows
    from page join api.named_doctor v on v.id = page.id;
  return core.page('doctors', v_rows, p_limit, '{name,id}');
end
$$;

comment on function api.list_retired_doctors(uuid, integer, text) is
'Doctors who have retired, by name as people sort
p_limit: 1 to 100 doctors. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN, INVALID_INPUT.';
