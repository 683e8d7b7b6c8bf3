create or replace function calendar.list_time_off(
  p_doctor_id uuid,
  p_limit integer,
  p_cursor text
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_after text[];
  v_rows jsonb;
  v_page jsonb;
begin
  if core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{timestamptz,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);

  select jsonb_agg(to_jsonb(page) order by page.start, page.id) into v_rows
    from (select t.*, s.start from api.time_off t
           cross join lateral (values (coalesce(t."from", t.from_date::timestamp at time zone 'UTC'))) as s (start)
           where t.doctor_id is not distinct from p_doctor_id
             and (p_cursor is null or (s.start, t.id) > (v_after[1]::timestamptz, v_after[2]::uuid))
           order by s.start, t.id limit p_limit + 1) page;
  v_page := core.page('time_off', v_rows, p_limit, '{start,id}');
  return v_page || jsonb_build_object('time_off', (
    select coalesce(jsonb_agg(row - 'start' order by n), '[]')
      from jsonb_array_elements(v_page -> 'time_off') with ordinality as list (row, n)));
end
$$;

comment on function calendar.list_time_off(uuid, integer, text) is
'One page of a doctor''s times off, as an answer, by their beginning, then id
p_doctor_id: null: those of the whole clinic. Whole days begin at midnight UTC here. p_limit, p_cursor: as in
api.list_time_off. Refuses INVALID_INPUT.';
