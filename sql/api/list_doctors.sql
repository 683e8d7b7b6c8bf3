create or replace function api.list_doctors(
  p_specialization text default null,
  p_search text default null,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  -- What is asked for decides which index is used.
  set plan_cache_mode = force_custom_plan
as $$
declare
  v_field text := medbook.comparable(p_specialization);
  v_after text[];
  v_patterns text[] := core.search_patterns(core.name_words(p_search));
  v_longest text := v_patterns[1];
  v_rows jsonb;
begin
  if core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{text,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);

  with page as (
    select d.id from medbook.doctors d
     where d.is_active and (p_specialization is null or medbook.comparable(d.specialization) = v_field)
       and (v_longest is null or medbook.search_text(d.name) like v_longest)
       and medbook.search_text(d.name) like all (v_patterns)
       and (p_cursor is null or (medbook.search_text(d.name) collate "C", d.id)
                                > (medbook.search_text(v_after[1]), v_after[2]::uuid))
     order by medbook.search_text(d.name) collate "C", d.id limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by medbook.search_text(v.name) collate "C", v.id) into v_rows
    from page join api.listed_doctor v on v.id = page.id;
  return core.page('doctors', v_rows, p_limit, '{name,id}');
end
$$;

comment on function api.list_doctors(text, text, integer, text) is
'Doctors who can be booked, by name as people sort
p_specialization: only doctors of this specialization, whatever its case and spaces. p_search: only doctors with all of
these words in their name, in any order, regardless of case, accents and titles. p_limit: 1 to 100 doctors. p_cursor:
next_cursor of the previous page. Refuses INVALID_INPUT.';
