create or replace view api.argument (function, name, low, high, pattern, allowed, is_list) as
values
  ('account.register'::regproc, 'email', 3, 254, null::text, null::text[], false),
  ('account.register', 'name', 1, 200, null, null, false),
  ('account.request_reset', 'email', 3, 254, null, null, false),
  ('account.update_me', 'email', 3, 254, null, null, false),
  ('account.update_me', 'name', 1, 200, null, null, false),
  ('account.update_me', 'phone', 0, 30, null, null, false),
  ('account.register', 'phone', 0, 30, null, null, false),
  ('api.update_notifications', 'language', null, null, null, '{en,de}', false),
  ('api.list_sessions', 'limit', 1, 100, null, null, false),
  ('api.list_doctors', 'limit', 1, 100, null, null, false),
  ('api.list_slots', 'limit', 1, 100, null, null, false),
  ('api.find_slots', 'per_doctor', 1, 20, null, null, false),
  ('api.find_slots', 'limit', 1, 100, null, null, false),
  ('api.book_soonest', 'earliest', null, null, '^([01][0-9]|2[0-3]):[0-5][0-9]$', null, false),
  ('api.book_soonest', 'latest', null, null, '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$', null, false),
  ('api.list_bookings', 'limit', 1, 100, null, null, false),
  ('api.cancel_booking', 'reason', 0, 500, null, null, false),
  ('api.reschedule_booking', 'reason', 1, 500, null, null, false),
  ('api.create_doctor', 'name', 1, 200, null, null, false),
  ('api.create_doctor', 'specialization', 1, 100, null, null, false),
  ('api.create_doctor', 'experience_years', 0, 80, null, null, false),
  ('api.create_doctor', 'fee', 0, 2147483647, null, null, false),
  ('api.create_doctor', 'currency', null, null, '^[A-Z]{3}$', null, false),
  ('api.update_doctor', 'name', 1, 200, null, null, false),
  ('api.update_doctor', 'specialization', 1, 100, null, null, false),
  ('api.update_doctor', 'experience_years', 0, 80, null, null, false),
  ('api.update_doctor', 'fee', 0, 2147483647, null, null, false),
  ('api.update_doctor', 'currency', null, null, '^[A-Z]{3}$', null, false),
  ('api.retire_doctor', 'bookings', null, null, null, '{refuse,cancel}', false),
  ('api.set_working_hours', 'hours', null, null, null, null, true),
  ('api.list_time_off', 'limit', 1, 100, null, null, false),
  ('api.list_clinic_time_off', 'limit', 1, 100, null, null, false),
  ('api.add_time_off', 'reason', 0, 500, null, null, false),
  ('api.add_clinic_time_off', 'reason', 0, 500, null, null, false),
  ('api.list_all_bookings', 'limit', 1, 100, null, null, false),
  ('api.book_for_patient', 'reason', 1, 500, null, null, false),
  ('api.list_events', 'limit', 1, 100, null, null, false),
  ('api.list_webhooks', 'limit', 1, 100, null, null, false),
  ('api.create_webhook', 'url', 1, 2000, null, null, false),
  ('api.update_webhook', 'url', 1, 2000, null, null, false),
  ('api.list_deliveries', 'limit', 1, 100, null, null, false),
  ('api.list_users', 'limit', 1, 100, null, null, false),
  ('api.create_user', 'name', 1, 200, null, null, false),
  ('api.create_user', 'email', 3, 254, null, null, false),
  ('api.create_user', 'phone', 0, 30, null, null, false),
  ('api.update_user', 'name', 1, 200, null, null, false),
  ('api.update_user', 'email', 3, 254, null, null, false),
  ('api.update_user', 'phone', 0, 30, null, null, false),
  ('api.update_settings', 'max_holds_per_user', 1, 2147483647, null, null, false),
  ('api.update_settings', 'max_bookings_per_user', 1, 2147483647, null, null, false),
  ('api.update_settings', 'max_bookings_per_doctor_day', 1, 2147483647, null, null, false),
  ('api.expire_bookings', 'limit', 1, 10000, null, null, false);

comment on view api.argument is
'What an argument must be, beyond its type; OpenAPI shows it, and the function refuses all other values';
comment on column api.argument.function is 'The function';
comment on column api.argument.name is 'The argument, without p_';
comment on column api.argument.low is 'Smallest number, or shortest length of a text; null: no bound';
comment on column api.argument.high is 'Greatest number, or greatest length of a text; null: no bound';
comment on column api.argument.pattern is 'Regular expression that a text must match; null: none';
comment on column api.argument.allowed is 'The only texts that are allowed; null: any';
comment on column api.argument.is_list is
'Whether a jsonb is a list of objects; their members are those of the answer''s list of the same name';
