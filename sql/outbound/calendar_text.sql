create or replace function outbound.calendar_text(
  p_text text
)
  returns text
  language sql
  immutable
  strict
  parallel safe
as $$
  select regexp_replace(
    regexp_replace(regexp_replace(p_text, '([\\;,])', '\\\1', 'g'), e'\r\n|\r|\n', '\\n', 'g'),
    e'[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]', '', 'g')
$$;

comment on function outbound.calendar_text(text) is
'A text as a value of iCalendar (RFC 5545, section 3.3.11): escaped, and without control characters';
