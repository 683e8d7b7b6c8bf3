create or replace function account.request_reset(
  p_email text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz := core.now();
  v_id uuid := (select id from medbook.users where email = p_email::citext and is_active);
  v_refusal jsonb := account.check_person(null, p_email, null, null);
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  -- However often and by how many at once it is asked for, one mail waits. A stranger cannot flood the user, nor make a
  -- code useless before the user can have typed it.
  insert into medbook.mails (kind, user_id, due_at, next_at)
  select 'password_reset', v_id, v_now, greatest(v_now, (
           select max(sent_at) + interval '5 minutes' from medbook.mails
            where user_id = v_id and kind = 'password_reset'))
   where v_id is not null
      on conflict (user_id) where kind = 'password_reset' and sent_at is null and refused_at is null
      do update set due_at = excluded.due_at;
  -- Also without an account: the answer would come sooner if nothing was written.
  perform core.record('request password reset', v_id, v_id);
  return jsonb_build_object('success', true);
end
$$;

comment on function account.request_reset(text) is
'Asks for a one-time code by mail, with which to set a new password
p_email: as the client typed it. The answer does not say whether there is such an account. The code is made when the
mail is sent, and is valid for 30 minutes; it is not sent later than an hour after it was asked for, nor sooner than
5 minutes after the last one. It is written to the audit. Refuses INVALID_INPUT.';
