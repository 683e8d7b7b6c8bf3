create or replace function calendar.check_doctor(
  p_name text,
  p_specialization text,
  p_experience_years integer,
  p_fee integer,
  p_currency text,
  p_time_zone text
)
  returns jsonb
  language sql
  stable
as $$
  select core.refuse('INVALID_INPUT', jsonb_build_object('errors', jsonb_agg(
           jsonb_build_object('pointer', '#/' || wrong.field, 'detail', wrong.detail) order by n)))
    from (values
      (1, calendar.text_fault(p_name, 200) is not null, 'name', calendar.text_fault(p_name, 200)),
      (2, calendar.text_fault(p_specialization, 100) is not null, 'specialization',
       calendar.text_fault(p_specialization, 100)),
      (3, p_experience_years not between 0 and 80, 'experience_years', 'must be from 0 to 80'),
      (4, p_fee < 0, 'fee', 'must not be negative'),
      (5, p_currency !~ '^[A-Z]{3}$', 'currency', 'must be an ISO 4217 code such as EUR'),
      -- Only if a time zone is given: PostgreSQL takes long to list them.
      (6, case when p_time_zone is not null then
         not exists (select from core.time_zones() as zone (name) where name = p_time_zone) end,
       'time_zone', 'must be an IANA name such as Europe/Berlin')
    ) as wrong (n, is_wrong, field, detail)
   where wrong.is_wrong
  having count(*) > 0
$$;

comment on function calendar.check_doctor(text, text, integer, integer, text, text) is
'null if a doctor''s data are valid, else the refusal, with an error for each wrong field
Null arguments are not checked. Refuses INVALID_INPUT.';
