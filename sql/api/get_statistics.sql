create or replace function api.get_statistics(
  p_user_id uuid,
  p_from date,
  p_to date,
  p_doctor_id uuid default null,
  p_together boolean default false
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif p_together and p_doctor_id is not null then
    return core.refuse_input('together', 'must not be given with doctor_id');
  elsif (isfinite(p_from) and isfinite(p_to) and p_to >= p_from and p_to - p_from <= 30) is not true then
    return core.refuse_input('to', 'must be at most 30 days after from');
  end if;
  select jsonb_agg(to_jsonb(s) order by s.day, s.doctor_id) into v_rows
    from health.statistics(p_from, p_to, coalesce(p_together, false)) s
   where (p_doctor_id is null or s.doctor_id = p_doctor_id);
  return jsonb_build_object('success', true, 'statistics', coalesce(v_rows, '[]'));
end
$$;

comment on function api.get_statistics(uuid, date, date, uuid, boolean) is
'How many slots were booked, cancelled and so on, per day and doctor
p_from, p_to: days of each doctor''s own calendar, both included, 31 at most. p_doctor_id: only this doctor. p_together:
true: all doctors together, one row per day. Refuses FORBIDDEN, INVALID_INPUT.';
