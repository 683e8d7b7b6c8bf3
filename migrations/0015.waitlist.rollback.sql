delete from medbook.mails where kind = 'offered';
alter table medbook.mails drop constraint mails_kind, add constraint mails_kind check (
  kind in ('confirmed', 'cancelled', 'moved', 'reminder', 'password_reset'));
comment on column medbook.mails.kind is
'confirmed, cancelled, moved (the booking is the new one), reminder or password_reset';
alter table medbook.settings drop column offer_duration cascade;
alter table medbook.bookings drop column waitlist_id cascade;
drop table medbook.waitlist cascade;
