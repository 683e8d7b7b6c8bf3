create or replace function api.list_doctors(
  p_specialization text default null,
  p_search text default null,
  p_limit integer default 20,
  p_cursor text default null,
  p_service_id uuid default null,
  p_free_first boolean default false
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
  v_now timestamptz := core.now();
  v_field text := medbook.comparable(p_specialization);
  v_after text[];
  v_patterns text[] := core.search_patterns(core.name_words(p_search));
  v_longest text := v_patterns[1];
  v_rows jsonb;
begin
  if core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, array[case when p_free_first then 'timestamptz' else 'text' end, 'uuid']) then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  elsif p_service_id is not null and booking.active_service(p_service_id) is null then
    return core.refuse('SERVICE_NOT_FOUND');
  elsif p_free_first then
    return booking.list_free_first(v_field, v_patterns, p_service_id, p_limit, p_cursor, v_now);
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
  select jsonb_agg(to_jsonb(row(v.*, booking.next_visit(v.id, p_service_id, v_now))::api.listed_doctor)
                   order by medbook.search_text(v.name) collate "C", v.id) into v_rows
    from page join api.doctor v on v.id = page.id;
  return core.page('doctors', v_rows, p_limit, '{name,id}');
end
$$;

comment on function api.list_doctors(text, text, integer, text, uuid, boolean) is
'Doctors who can be booked, by name as people sort
p_specialization: only doctors of this specialization, whatever its case and spaces. p_search: only doctors with all of
these words in their name, in any order, regardless of case, accents and titles. p_limit: 1 to 100 doctors. p_cursor:
next_cursor of the previous page. p_service_id: next_available_at is when a visit of this kind can begin; no doctor is
left out. p_free_first: in order of next_available_at instead, and those who have none last; a page begins behind the
time of the previous one, so a doctor whose time has changed meanwhile may come twice. Refuses INVALID_INPUT,
SERVICE_NOT_FOUND.';
