create or replace function calendar.is_date(
  p_text text
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  if p_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
    return false;
  end if;
  return p_text::date = p_text::date;
exception
  when datetime_field_overflow then
    return false;
end
$$;

comment on function calendar.is_date(text) is
'Whether a text is a date as RFC 3339 writes it; null for null';
