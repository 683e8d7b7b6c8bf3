create or replace view api.document (function, media_type) as
values
  ('api.get_calendar'::regproc, 'text/calendar'),
  ('api.get_doctor_calendar', 'text/calendar'),
  ('api.get_unsubscribe_page', 'text/html'),
  ('api.unsubscribe', 'text/html');

comment on view api.document is
'Operations that answer a text of their own kind instead of JSON: the only member of the result, in UTF-8
The fields of one that writes are in the query, and its body is not looked at: buttons of pages and RFC 8058 send one.';
comment on column api.document.function is 'The function';
comment on column api.document.media_type is 'Media type of the text';
