create or replace function booking.list_free_first(
  p_field text,
  p_patterns text[],
  p_service_id uuid,
  p_limit integer,
  p_cursor text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_after text[] := core.cursor_keys(p_cursor);
  v_longest text := p_patterns[1];
  v_minutes integer := (select minutes from medbook.services where id = p_service_id);
  v_rows jsonb;
  v_page jsonb;
begin
  with free as (
    select r.doctor_id as id, first.start_time, coalesce(first.start_time, 'infinity') as free_from
      from booking.rules() r
      left join lateral (
        select s.start_time from medbook.slots s
         cross join lateral (
           select s.end_time where v_minutes is null
           union all
           select v.end_time from booking.visit_end(s.doctor_id, s.start_time, v_minutes, p_service_id, p_now) v
            where v_minutes is not null) visit
         where s.doctor_id = r.doctor_id and s.start_time > p_now
           and booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, p_service_id,
                               s.start_time, true, r.min_notice, r.booking_horizon, p_now)
         order by s.start_time limit 1) first on true
     where r.is_active and (p_field is null or medbook.comparable(r.specialization) = p_field)
       and (v_longest is null or medbook.search_text(r.doctor_name) like v_longest)
       and medbook.search_text(r.doctor_name) like all (p_patterns)),
  page as (
    select * from free
     where p_cursor is null or (free_from, id) > (v_after[1]::timestamptz, v_after[2]::uuid)
     order by free_from, id limit p_limit + 1)
  select jsonb_agg(to_jsonb(row(v.*, p.start_time)::api.listed_doctor) || jsonb_build_object('free_from', p.free_from)
                   order by p.free_from, p.id) into v_rows
    from page p join api.doctor v on v.id = p.id;
  v_page := core.page('doctors', v_rows, p_limit, '{free_from,id}');
  return v_page || jsonb_build_object('doctors', (
    select coalesce(jsonb_agg(doctor - 'free_from' order by n), '[]')
      from jsonb_array_elements(v_page -> 'doctors') with ordinality as doctors (doctor, n)));
end
$$;

comment on function booking.list_free_first(text, text[], uuid, integer, text, timestamptz) is
'The answer of api.list_doctors in order of when they are free, those who have no free slot last
p_field: the specialization, as medbook.comparable has it; null: any. p_patterns: of core.search_patterns. p_service_id:
the kind of visit; null: none is named. p_limit: doctors per page. p_cursor: of the previous page. Looks at the first
free slot of each doctor who fits.';
