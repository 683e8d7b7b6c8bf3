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
  select core.refuse_input(wrong.field, wrong.detail)
    from (values
      (1, length(p_name) not between 1 and 200, 'name', 'must have 1 to 200 characters'),
      (2, length(p_specialization) not between 1 and 100, 'specialization', 'must have 1 to 100 characters'),
      (3, btrim(p_name) = '', 'name', 'must not be blank'),
      (4, btrim(p_specialization) = '', 'specialization', 'must not be blank'),
      (5, p_experience_years not between 0 and 80, 'experience_years', 'must be from 0 to 80'),
      (6, p_fee < 0, 'fee', 'must not be negative'),
      (7, p_currency !~ '^[A-Z]{3}$', 'currency', 'must be an ISO 4217 code such as EUR'),
      -- Only if a time zone is given: PostgreSQL takes long to list them.
      (8, case when p_time_zone is not null then
         not exists (select from calendar.time_zones() as zone (name) where name = p_time_zone) end,
       'time_zone', 'must be an IANA name such as Europe/Berlin')
    ) as wrong (n, is_wrong, field, detail)
   where wrong.is_wrong order by n limit 1
$$;

comment on function calendar.check_doctor(text, text, integer, integer, text, text) is
'null if a doctor''s data are valid, else the refusal
Null arguments are not checked. Refuses INVALID_INPUT.';
