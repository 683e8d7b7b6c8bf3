create or replace function calendar.check_hour(
  p_row jsonb
)
  returns text[]
  language sql
  stable
as $$
  select case
    when jsonb_typeof(p_row) <> 'object' then array['', 'must be an object']
    when p_row - '{doctor_id,weekday,start,end,slot_minutes,gap_minutes,valid_from,valid_to,service_ids}'::text[]
         <> '{}' then
      array['', 'has a field that is not known']
    when calendar.is_whole_number(p_row -> 'weekday', 1, 7) is not true then
      array['/weekday', 'must be from 1 (Monday) to 7']
    when (p_row ->> 'start' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$') is not true then
      array['/start', 'must be a time such as 09:00']
    when (p_row ->> 'end' ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'
          and p_row ->> 'end' <> p_row ->> 'start') is not true then
      array['/end', 'must be another time than start, such as 17:00']
    when calendar.is_whole_number(p_row -> 'slot_minutes', 1, 1440) is not true then
      array['/slot_minutes', 'must be a whole number from 1 to 1440']
    when (p_row ->> 'slot_minutes')::integer
         > calendar.end_minute_of(p_row ->> 'start', p_row ->> 'end') - calendar.minute_of(p_row ->> 'start') then
      array['/slot_minutes', 'must fit between start and end']
    when calendar.is_whole_number(nullif(p_row -> 'gap_minutes', 'null'), 0, 1440) is false then
      array['/gap_minutes', 'must be a whole number from 0 to 1440']
    when calendar.is_date(p_row ->> 'valid_from') is false then
      array['/valid_from', 'must be a date such as 2026-12-31']
    when calendar.is_date(p_row ->> 'valid_to') is false or p_row ->> 'valid_to' < p_row ->> 'valid_from' then
      array['/valid_to', 'must be a date such as 2026-12-31, not before valid_from']
    when p_row -> 'service_ids' <> 'null' and not core.is_list_of(
           p_row -> 'service_ids', 'string', '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 50) then
      array['/service_ids', 'must be a list of 1 to 50 ids of kinds of visit']
    when exists (
           select from jsonb_array_elements_text(nullif(p_row -> 'service_ids', 'null')) as named (id)
            where not exists (select from medbook.services s where s.id = named.id::uuid)) then
      array['/service_ids', 'has one that is not known']
  end
$$;

comment on function calendar.check_hour(jsonb) is
'What is wrong with one row of working hours: the pointer''s end and a detail; null: nothing
A doctor_id is taken, and means nothing: answers have one.';
