create or replace function outbound.record_mail(
  p_id uuid,
  p_attempt integer,
  p_error text
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_is_ours boolean := p_error in ('CONNECTION', 'TLS', 'AUTHENTICATION');
begin
  update medbook.mails
     set claimed_until = null, last_error = p_error,
         sent_at = case when p_error is null then v_now end,
         refused_at = case when p_error = 'REFUSED' then v_now end,
         failures = failures + (p_error is not null and not v_is_ours)::integer,
         next_at = core.later(v_now, case when v_is_ours then '1 minute' else outbound.retry_delay(failures) end)
   -- Who was so late that another has claimed it is not heard.
   where id = p_id and attempts = p_attempt and claimed_until is not null;
  return found;
end
$$;

comment on function outbound.record_mail(uuid, integer, text) is
'Notes what came of a mail; false if it is claimed anew meanwhile, or gone
p_id, p_attempt: as outbound.claim_mails gave them. p_error: why it has failed; null: it is sent. REFUSED is final. When
the server cannot be reached or spoken to (CONNECTION, TLS, AUTHENTICATION), all mail is tried again after a minute,
which does not count against it. With any other word the mail is tried again later each time.';
