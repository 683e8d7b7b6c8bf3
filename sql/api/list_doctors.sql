create or replace function api.list_doctors(
  p_specialization text default null,
  p_search text default null,
  p_limit integer default 20,
  p_cursor uuid default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_after text;
  v_rows jsonb;
begin
  if (p_limit between 1 and 100) is not true then
    return core.refuse_input('limit', 'must be from 1 to 100');
  end if;
  select name into v_after from medbook.doctors where id = p_cursor;
  if p_cursor is not null and not found then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;

  select jsonb_agg(to_jsonb(page) order by page.name, page.id) into v_rows
    from (select d.* from api.doctor d
           where (p_specialization is null or d.specialization = p_specialization)
             and (p_search is null or position(lower(p_search) in lower(d.name)) > 0)
             and (p_cursor is null or (d.name, d.id) > (v_after, p_cursor))
           order by d.name, d.id limit p_limit + 1) page;
  return core.page('doctors', v_rows, p_limit);
end
$$;

comment on function api.list_doctors(text, text, integer, uuid) is
'Doctors who can be booked, by name
p_specialization: only of this field, as list_specializations names it. p_search: only with this in the name,
whatever the case. p_limit: 1 to 100 doctors. p_cursor: next_cursor of the page before. Refuses INVALID_INPUT.';
