drop index medbook.slots_closed_by_hand, medbook.slots_start_time;
-- What would close with its booking is offered again.
alter table medbook.slots drop column close_cause cascade;
drop type medbook.close_cause cascade;
drop table medbook.working_hours, medbook.time_off cascade;
alter table medbook.doctors
  drop column open_until cascade,
  drop column updated_at cascade,
  drop column retired_at cascade;
drop index medbook.doctors_name_search, medbook.doctors_specialization;
drop function medbook.search_text cascade;
alter table medbook.bookings drop constraint bookings_times_fit_the_status;
update medbook.bookings set status = 'CONFIRMED' where status in ('COMPLETED', 'NO_SHOW');
alter table medbook.bookings add constraint bookings_times_fit_the_status check (
  case status
    when 'CONFIRMED' then confirmed_at is not null and cancelled_at is null and expires_at is null
    when 'CANCELLED' then cancelled_at is not null and expires_at is null
    else coalesce(expires_at > created_at, false) and confirmed_at is null and cancelled_at is null
  end
);
drop extension pg_trgm, unaccent cascade;
