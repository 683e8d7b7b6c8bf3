create or replace function account.check_person(
  p_name text,
  p_email text,
  p_phone text,
  p_time_zone text
)
  returns jsonb
  language sql
  stable
as $$
  select core.refuse('INVALID_INPUT', jsonb_build_object('errors', jsonb_agg(
           jsonb_build_object('pointer', '#/' || wrong.field, 'detail', wrong.detail) order by n)))
    from (values
      (1, not (medbook.visible(p_email) = p_email and p_email ~ '^[^@]+@[^@]+$' and length(p_email) <= 254), 'email',
       'must be an e-mail address of at most 254 characters'),
      (2, length(p_name) not between 1 and 200, 'name', 'must have 1 to 200 characters'),
      (2, length(p_name) between 1 and 200 and not medbook.is_tidy(p_name), 'name',
       'must have no line breaks or invisible characters'),
      (3, not (length(p_phone) between 5 and 30 and p_phone ~ '([0-9].*){3}' and medbook.is_tidy(p_phone)), 'phone',
       'must have 5 to 30 characters, among them three digits'),
      -- Only if a time zone is given: PostgreSQL takes long to list them.
      (4, case when p_time_zone is not null then
         not exists (select from core.time_zones() as zone (name) where name = p_time_zone) end,
       'time_zone', 'must be an IANA name such as Europe/Berlin')
    ) as wrong (n, is_wrong, field, detail)
   where wrong.is_wrong
  having count(*) > 0
$$;

comment on function account.check_person(text, text, text, text) is
'null if a person''s data are valid, else the refusal, with an error for each wrong field
p_name, p_phone: as medbook.tidy makes them. Null arguments are not checked. Refuses INVALID_INPUT.';
