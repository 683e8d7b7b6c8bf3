create or replace view api.document (function, media_type) as
values
  ('api.get_calendar'::regproc, 'text/calendar'),
  ('api.get_doctor_calendar', 'text/calendar');

comment on view api.document is
'Operations that answer a text of their own kind instead of JSON: the only member of the result, in UTF-8';
comment on column api.document.function is 'The function';
comment on column api.document.media_type is 'Media type of the text';
