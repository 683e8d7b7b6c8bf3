set local role medbook_owner;

create table medbook.booking_requests (
  user_id uuid not null references medbook.users,
  request_id uuid not null,
  wish_digest bytea not null,
  booking_id uuid not null,
  created_at timestamptz not null,
  primary key (user_id, request_id),
  constraint booking_requests_wish_is_hashed check (octet_length(wish_digest) = 32)
);

comment on table medbook.booking_requests is
'What became of requests in which the server chose the slot, so that a repeated one gets the same booking. Kept for 30
days';
comment on column medbook.booking_requests.request_id is 'The client''s own name for the request';
comment on column medbook.booking_requests.wish_digest is 'SHA-256 of what was asked for';
comment on column medbook.booking_requests.booking_id is 'The booking that was made';

-- To count a doctor's appointments of a day: idx_slots_available does not have the slots that are booked.
create index slots_taken on medbook.slots (doctor_id, start_time) where not is_available and closed_at is null;
