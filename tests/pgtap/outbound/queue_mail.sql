begin;
\ir ../names.psql
select plan(8);

\ir ../mail.psql
create function pg_temp.kinds(p_event bigint) returns text[] language plpgsql as $$
begin
  delete from medbook.mails;
  perform outbound.queue_mail(p_event, core.now());
  return array(select kind from medbook.mails);
end
$$;
select api.cancel_booking(:'chief', :'booking');
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as given_up \gset
select api.cancel_booking(:'ann', :'given_up');
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as refused \gset
select api.cancel_booking(:'chief', :'refused');
update medbook.relay set cluster = 'another';
select outbound.relay();
create temp view told as select booking_id, id, type from api.event;
select is(pg_temp.kinds(id), '{}', 'a hold is no mail')
  from told where booking_id = :'booking' and type = 'booking.held';
select is(pg_temp.kinds(id), '{confirmed}', 'a confirmation is one')
  from told where booking_id = :'booking' and type = 'booking.confirmed';
select is(pg_temp.kinds(id), '{cancelled}', 'and a cancellation')
  from told where booking_id = :'booking' and type = 'booking.cancelled';
select is(pg_temp.kinds(id), '{}', 'not of a hold that the patient gives up')
  from told where booking_id = :'given_up' and type = 'booking.cancelled';
select is(pg_temp.kinds(id), '{cancelled}', 'but of one that the clinic cancels')
  from told where booking_id = :'refused' and type = 'booking.cancelled';
select is(pg_temp.kinds(0), '{}', 'an unknown event is none');

delete from medbook.mails;
insert into medbook.mails (kind, user_id, due_at, next_at, sent_at)
select 'password_reset', :'ann', core.later(core.now(), '-59 minutes'), core.now(), core.now()
  from generate_series(1, 20);
select outbound.queue_mail(id, core.now()) from told where booking_id = :'booking' and type = 'booking.confirmed';
select is(count(*), 20::bigint, 'a user gets no more than 20 mails') from medbook.mails;
update medbook.mails set due_at = core.later(core.now(), '-1 hour');
select outbound.queue_mail(id, core.now()) from told where booking_id = :'booking' and type = 'booking.confirmed';
select is(count(*), 21::bigint, 'in an hour') from medbook.mails;

select * from finish();
rollback;
