create or replace function outbound.claim_mails(
  p_limit integer
)
  returns table (
    id uuid,
    attempt integer,
    kind text,
    language text,
    address text,
    facts jsonb
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz := core.now();
  v_left integer := p_limit;
  v_dropped integer;
  v_mail medbook.mails;
begin
  for round in 1..20 loop
    v_dropped := 0;
    for v_mail in
      select m.* from medbook.mails m
       where m.sent_at is null and m.refused_at is null and m.next_at <= v_now
         and (m.claimed_until is null or m.claimed_until <= v_now)
       order by m.next_at limit v_left
         -- Who claims at the same time takes others.
         for update skip locked
    loop
      if not outbound.is_sendable(v_mail, v_now) then
        delete from medbook.mails m where m.id = v_mail.id;
        v_dropped := v_dropped + 1;
      elsif v_mail.kind <> 'password_reset' or outbound.lock_person(v_mail.user_id) then
        update medbook.mails m set attempts = m.attempts + 1, claimed_until = core.later(v_now, '2 minutes')
         where m.id = v_mail.id returning m.id, m.attempts, m.kind into id, attempt, kind;
        select coalesce(n.language, 'en'), u.email::text,
               jsonb_build_object('name', u.name) || outbound.mail_facts(v_mail)
          into language, address, facts
          from medbook.users u left join medbook.notification_preferences n on n.user_id = u.id
         where u.id = v_mail.user_id;
        return next;
        v_left := v_left - 1;
      end if;
    end loop;
    -- What was dropped makes room for others.
    exit when v_dropped = 0;
  end loop;
end
$$;

comment on function outbound.claim_mails(integer) is
'Gives a notifier the mail that it is to send now, for two minutes; for medbook_notifier alone, since it shows people
p_limit: how many at most; fewer if many were queued in vain, so ask again. Each is judged again, and deleted if it may
not be sent any more. attempt: for outbound.record_mail. facts: what the mail says. Each attempt at a new password has
a new code, which is stored nowhere.';
