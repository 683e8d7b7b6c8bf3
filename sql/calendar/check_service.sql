create or replace function calendar.check_service(
  p_name text,
  p_description text,
  p_minutes integer,
  p_fee integer,
  p_currency text
)
  returns jsonb
  language sql
  stable
as $$
  select core.refuse('INVALID_INPUT', jsonb_build_object('errors', jsonb_agg(
           jsonb_build_object('pointer', '#/' || wrong.field, 'detail', wrong.detail) order by n)))
    from (values
      (1, calendar.text_fault(p_name, 100) is not null, 'name', calendar.text_fault(p_name, 100)),
      (2, length(p_description) > 1000, 'description', 'must have at most 1000 characters'),
      (3, p_minutes not between 1 and medbook.longest_visit(), 'minutes',
       'must be from 1 to ' || medbook.longest_visit()),
      (4, p_fee < 0, 'fee', 'must not be negative'),
      (5, p_currency !~ '^([A-Z]{3})?$', 'currency', 'must be an ISO 4217 code such as EUR, or empty'),
      (6, p_fee is not null and p_currency = '', 'fee', 'must not be given with an empty currency')
    ) as wrong (n, is_wrong, field, detail)
   where wrong.is_wrong
  having count(*) > 0
$$;

comment on function calendar.check_service(text, text, integer, integer, text) is
'null if the data of a kind of visit are valid, else the refusal, with an error for each wrong field
Null arguments are not checked. Refuses INVALID_INPUT.';
