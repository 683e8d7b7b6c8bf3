set local role medbook_owner;

-- PostgreSQL takes an empty partial index for the cheapest, even without a condition on its column, and goes on reading
-- all of it when the clinic fills, until the next ANALYZE. So each of these fits only statements with such a condition,
-- and bookings_one_live_per_slot does not fit booking.is_live, which is asked for the bookings of a user.
drop index medbook.bookings_one_live_per_slot;
create unique index bookings_one_live_per_slot on medbook.bookings (doctor_id, slot_id)
  where status in ('PENDING', 'CONFIRMED') and slot_id is not null;
drop index medbook.idx_bookings_expiry;
create index idx_bookings_expiry on medbook.bookings (expires_at)
  where status = 'PENDING' and expires_at is not null;
drop index medbook.bookings_live_of_user;
create index bookings_live_of_user on medbook.bookings (user_id)
  where status not in ('CANCELLED', 'FAILED', 'COMPLETED', 'NO_SHOW') and user_id is not null;

-- Without statistics, which autovacuum does not make for so few rows, PostgreSQL thinks of hundreds of rows, and of
-- plans that join them so dear that no index makes a difference.
analyze medbook.settings;
