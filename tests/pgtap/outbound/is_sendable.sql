begin;
\ir ../names.psql
select plan(13);

\ir ../mail.psql
select account.request_reset('ann@example.com');
create function pg_temp.kinds(p_later text) returns text[] language sql as $$
  select array(select kind from medbook.mails m
                where outbound.is_sendable(m, core.now() + p_later::interval) order by kind)
$$;
select is(pg_temp.kinds('0'), '{confirmed,password_reset}', 'what was just queued may be sent');
select is(pg_temp.kinds('59 minutes'), '{confirmed,password_reset}', 'a new password for an hour');
select is(pg_temp.kinds('1 hour'), '{confirmed}', 'and no longer');
select is(pg_temp.kinds('71 hours'), '{confirmed}', 'other mail for three days');
select is(pg_temp.kinds('72 hours'), '{}', 'and no longer');
insert into medbook.notification_preferences (user_id, confirmed) values (:'ann', false);
select is(pg_temp.kinds('0'), '{password_reset}', 'nothing that the user does not want');
delete from medbook.notification_preferences;
update medbook.users set is_active = false where id = :'ann';
select is(pg_temp.kinds('0'), '{}', 'nothing for who was deactivated');
update medbook.users set is_active = true, email = null, password_hash = null where id = :'ann';
select is(pg_temp.kinds('0'), '{}', 'nothing without an address');
update medbook.users set email = 'ann@example.com' where id = :'ann';
update medbook.mails set kind = 'moved' where kind = 'confirmed';
select is(pg_temp.kinds('0'), '{moved,password_reset}', 'an appointment that was moved is told');
select api.cancel_booking(:'ann', :'booking');
select is(pg_temp.kinds('0'), '{password_reset}', 'until it is cancelled');
update medbook.mails set kind = 'confirmed' where kind = 'moved';
select is(pg_temp.kinds('0'), '{password_reset}', 'likewise one that was confirmed');
update medbook.mails set kind = 'cancelled' where kind = 'confirmed';
select is(pg_temp.kinds('0'), '{cancelled,password_reset}', 'its end is told');
update medbook.mails set kind = 'reminder', minutes_before = 1440, unsubscribe_token = gen_random_uuid()
 where kind = 'cancelled';
select is(pg_temp.kinds('0'), '{password_reset}', 'and a reminder is judged as such');

select * from finish();
rollback;
