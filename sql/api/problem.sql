create or replace view api.problem as
select known.*,
       case code when 'RATE_LIMITED' then 'https://iana.org/assignments/http-problem-types#quota-exceeded'
                 else 'urn:medbook:problem:' || lower(replace(code, '_', '-')) end as type
  from (values
  ('SLOT_NOT_FOUND', 404, null::integer, null::text[],
    'No such slot', 'There is no slot with this id.'),
  ('BOOKING_NOT_FOUND', 404, null, null,
    'No such booking', 'You have no booking with this id.'),
  ('DOCTOR_NOT_FOUND', 404, null, null,
    'No such doctor', 'There is no doctor with this id.'),
  ('TIME_OFF_NOT_FOUND', 404, null, null,
    'No such time off', 'There is no time off with this id.'),
  ('SESSION_NOT_FOUND', 404, null, null,
    'No such session', 'You have no session with this id.'),
  ('CALENDAR_NOT_FOUND', 404, null, null,
    'No such calendar', 'There is no secret address for this calendar, or it is another one.'),
  ('USER_NOT_FOUND', 404, null, null,
    'No such user', 'There is no account with this id.'),
  ('SLOT_UNAVAILABLE', 409, null, null,
    'The slot is not available',
    'It cannot be booked now. With held_until it is only held, and may be free again then.'),
  ('SLOT_LOCKED', 409, 1, null,
    'The slot is being booked', 'Somebody is booking or changing this slot this instant. Try again.'),
  ('SLOT_IN_PAST', 422, null, null,
    'The slot has started', 'A slot can be booked until it starts, by an administrator until it ends.'),
  ('OUTSIDE_BOOKING_WINDOW', 422, null, null,
    'Outside of the booking window', 'The slot is too soon or too far ahead to be booked.'),
  ('BOOKING_EXPIRED', 409, null, null,
    'The hold has lapsed', 'The booking was not confirmed in time, and its slot is free again.'),
  ('INVALID_STATUS', 409, null, null,
    'The booking''s status does not allow it', 'See booking_status for what the booking is.'),
  ('HOLD_LIMIT', 409, null, null,
    'Too many unconfirmed bookings', 'Confirm or cancel one of your unconfirmed bookings first.'),
  ('BOOKING_LIMIT', 409, null, null,
    'Too many bookings', 'You have as many bookings, or as many with this doctor on that day, as limit allows.'),
  ('OVERLAPPING_BOOKING', 409, null, null,
    'You are booked at that time', 'Another booking of yours overlaps this slot.'),
  ('TOO_LATE', 409, null, null,
    'Too late to change the booking', 'The booking could be changed until cutoff_at.'),
  ('DOCTOR_HAS_BOOKINGS', 409, null, null,
    'The doctor has bookings', 'See affected_bookings for those that are still to come.'),
  ('EVENTS_GONE', 410, null, null,
    'The events are gone',
    'Events after this one were deleted. Read the bookings anew, then the events without after.'),
  ('EMAIL_TAKEN', 409, null, null,
    'The e-mail address is registered', 'There is an account with this e-mail address already.'),
  ('INVALID_CREDENTIALS', 401, null, null,
    'Wrong password', 'The password is wrong, or there is no account with this e-mail address.'),
  ('INVALID_TOKEN', 401, null, null,
    'No valid token', 'The request needs a valid token: sign in, or refresh yours.'),
  ('FORBIDDEN', 403, null, null,
    'Not allowed', 'Your account may not do this.'),
  ('INVALID_INPUT', 422, null, '{22,23}',
    'Invalid input', 'See errors for what is wrong, and where.'),
  ('MALFORMED_JSON', 400, null, null,
    'Malformed JSON', 'The body is not JSON in UTF-8, or it repeats a name.'),
  ('NOT_FOUND', 404, null, null,
    'Not found', 'There is nothing at this path.'),
  ('METHOD_NOT_ALLOWED', 405, null, null,
    'Method not allowed', 'The path does not have this method; see the header Allow.'),
  ('PRECONDITION_FAILED', 412, null, null,
    'Precondition failed', 'It has changed since you read it.'),
  ('PAYLOAD_TOO_LARGE', 413, null, null,
    'Body too large', 'A request''s body may have 65536 bytes.'),
  ('UNSUPPORTED_MEDIA_TYPE', 415, null, null,
    'Unsupported media type', 'Send the body as application/json.'),
  ('PRECONDITION_REQUIRED', 428, null, null,
    'Precondition required', 'Send If-Match with the ETag that you read.'),
  ('RATE_LIMITED', 429, null, null,
    'Too many requests', 'Your quota is used up; try again after Retry-After.'),
  ('INTERNAL', 500, null, null,
    'Internal error', 'The fault is ours, and it was recorded.'),
  ('UNAVAILABLE', 503, 2, '{08,40001,40P01,53,55P03,57P,25006}',
    'Temporarily unavailable', 'Try again after Retry-After.'),
  ('TIMEOUT', 504, null, '{57014}',
    'It took too long', 'The request was given up, and changed nothing.')
  ) as known (code, status, retry_after, sqlstates, title, detail);

comment on view api.problem is 'The problem details of all refusals: their codes, HTTP statuses and texts';
comment on column api.problem.code is 'The member error of a refusal';
comment on column api.problem.status is 'HTTP status';
comment on column api.problem.retry_after is
'Seconds after which the same request may succeed; null: waiting does not help';
comment on column api.problem.sqlstates is
'SQLSTATEs, or prefixes of them, that are answered with this code; null: none';
comment on column api.problem.title is 'The kind of problem';
comment on column api.problem.detail is 'What the caller should know or do';
comment on column api.problem.type is 'URI of the problem type: a registered one, or a URN of MedBook';
