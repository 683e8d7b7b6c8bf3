create or replace function calendar.replace_hours(
  p_doctor_id uuid,
  p_hours jsonb
)
  returns boolean
  language plpgsql
  volatile
as $$
begin
  delete from medbook.working_hours where doctor_id = p_doctor_id;
  insert into medbook.working_hours
    (doctor_id, weekday, start_minute, end_minute, slot_minutes, gap_minutes, valid_from, valid_to, service_ids)
  select p_doctor_id, (h ->> 'weekday')::integer, calendar.minute_of(h ->> 'start'),
         calendar.end_minute_of(h ->> 'start', h ->> 'end'), (h ->> 'slot_minutes')::integer,
         coalesce((h ->> 'gap_minutes')::integer, 0),
         (h ->> 'valid_from')::date, (h ->> 'valid_to')::date,
         (select array_agg(named.id::uuid order by named.n)
            from jsonb_array_elements_text(nullif(h -> 'service_ids', 'null')) with ordinality as named (id, n))
    from jsonb_array_elements(p_hours) h;
  if calendar.has_nights_that_overlap(p_doctor_id) then
    raise exclusion_violation;
  end if;
  return true;
exception
  when exclusion_violation then
    return false;
end
$$;

comment on function calendar.replace_hours(uuid, jsonb) is
'Replaces a doctor''s working hours; false, with nothing changed, if the new ones overlap
p_hours: checked already by calendar.check_hours.';
