create or replace view api.endpoint (method, path, function, auth, rate, cache, result) as
values
  ('GET',    '/v1/me',                               'api.get_user(uuid)'::regprocedure,                                         'user',  '{general}'::text[], null::text, 'user api.user'),
  ('GET',    '/v1/me/sessions',                      'api.list_sessions(uuid, integer, uuid)',                                   'user',  '{general}', null, 'sessions api.session[]'),
  ('DELETE', '/v1/me/sessions',                      'api.revoke_sessions(uuid)',                                                'user',  '{general}', null, 'revoked integer'),
  ('DELETE', '/v1/me/sessions/{session_id}',         'api.revoke_session(uuid, uuid)',                                           'user',  '{general}', null, 'revoked uuid'),
  ('GET',    '/v1/specializations',                  'api.list_specializations()',                                               'none',  '{general}', null, 'specializations api.specialization[]'),
  ('GET',    '/v1/doctors',                          'api.list_doctors(text, text, integer, uuid)',                              'none',  '{general}', null, 'doctors api.doctor[]'),
  ('GET',    '/v1/doctors/{doctor_id}',              'api.get_doctor(uuid)',                                                     'none',  '{general}', null, 'doctor api.doctor'),
  ('GET',    '/v1/doctors/{doctor_id}/slots',        'api.list_slots(uuid, timestamptz, timestamptz, integer, uuid)',            'none',  '{general}', null, 'slots api.slot[]'),
  ('GET',    '/v1/slots/{slot_id}',                  'api.get_slot(uuid)',                                                       'none',  '{general}', null, 'slot api.slot'),
  ('POST',   '/v1/bookings',                         'api.book_slot(uuid, uuid)',                                                'user',  '{general, booking}', null, 'booking api.booking'),
  ('GET',    '/v1/bookings',                         'api.list_bookings(uuid, medbook.booking_status, integer, uuid)',           'user',  '{general}', null, 'bookings api.booking[]'),
  ('GET',    '/v1/bookings/{booking_id}',            'api.get_booking(uuid, uuid)',                                              'user',  '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/bookings/{booking_id}/confirm',    'api.confirm_booking(uuid, uuid)',                                          'user',  '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/bookings/{booking_id}/cancel',     'api.cancel_booking(uuid, uuid, text)',                                     'user',  '{general}', null, 'booking api.booking'),
  ('POST',   '/v1/admin/bookings/expire',            'api.expire_bookings(uuid, integer)',                                       'admin', '{general}', null, 'expired integer');

comment on view api.endpoint is 'The whole HTTP surface: one row is one operation, one function';
comment on column api.endpoint.method is 'HTTP method';
comment on column api.endpoint.path is 'Path template; its {fields} are arguments of the function';
comment on column api.endpoint.function is 'What answers; PostgreSQL refuses to drop it while it is here';
comment on column api.endpoint.auth is 'Who may call: none (anybody), user (signed in), admin';
comment on column api.endpoint.rate is 'Names of the limits that a call counts against';
comment on column api.endpoint.cache is 'Class of caching; null: never cached';
comment on column api.endpoint.result is 'Member of the answer and its type; an array is a list';
