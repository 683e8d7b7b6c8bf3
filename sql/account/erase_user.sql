create or replace function account.erase_user(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_cancelled integer;
begin
  -- Change the e-mail address last: it is a key, so its change makes concurrent bookings of the user wait.
  update medbook.users
     set is_active = false, role = 'USER', name = 'Erased', phone = null, time_zone = 'UTC',
         password_hash = null
   where id = p_user_id;
  if not found then
    return core.refuse('USER_NOT_FOUND');
  end if;
  delete from medbook.password_resets where user_id = p_user_id;
  delete from medbook.calendar_links where user_id = p_user_id;
  delete from medbook.notification_preferences where user_id = p_user_id;
  delete from medbook.mails where user_id = p_user_id and sent_at is null and refused_at is null;
  delete from medbook.booking_requests where user_id = p_user_id;
  delete from medbook.waitlist where user_id = p_user_id;
  delete from medbook.rate_counter c using medbook.users u
   where u.id = p_user_id and starts_with(c.key, limits.account_digest(u.email::text));
  v_cancelled := booking.cancel_all(p_user_id);
  update medbook.bookings set reason = null, override_reason = null
   where user_id = p_user_id and (reason is not null or override_reason is not null);
  perform account.end_sessions(p_user_id);
  update medbook.sessions set address = null, user_agent = null where user_id = p_user_id;
  update medbook.users set email = 'erased-' || gen_random_uuid() || '@medbook.invalid' where id = p_user_id;
  perform core.record('erase', null, p_user_id);
  return jsonb_build_object('success', true, 'cancelled', v_cancelled);
end
$$;

comment on function account.erase_user(uuid) is
'Erases the personal data of a user; for DBAs only
p_user_id: the user. Cancels the bookings that have not begun, deactivates the account, ends the secret addresses of
calendars that the user made, and deletes the mail that waits for the user and what the user waits for. Bookings, their
history and the audit stay, under an id that no longer leads to a person. Answers how many bookings were cancelled.
Waits for who changes these bookings or joins the waiting list for their slots; if that takes lock_timeout, which psql
does not set, it raises lock_not_available and nothing has changed: call it again. Refuses USER_NOT_FOUND.';
