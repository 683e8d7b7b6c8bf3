set local role medbook_owner;

drop index medbook.bookings_one_live_per_slot;
create unique index bookings_one_live_per_slot on medbook.bookings (doctor_id, slot_id)
  where status in ('PENDING', 'CONFIRMED');
drop index medbook.idx_bookings_expiry;
create index idx_bookings_expiry on medbook.bookings (expires_at)
  where status = 'PENDING';
drop index medbook.bookings_live_of_user;
create index bookings_live_of_user on medbook.bookings (user_id) where status in ('PENDING', 'CONFIRMED');
