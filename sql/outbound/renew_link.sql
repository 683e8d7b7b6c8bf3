create or replace function outbound.renew_link(
  p_user_id uuid,
  p_doctor_id uuid,
  p_path text
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
  -- 244 random bits.
  v_token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
begin
  -- Two who renew it at once do so one after the other: the later address is valid.
  if p_doctor_id is null then
    insert into medbook.calendar_links (token_hash, user_id, created_at)
    values (outbound.token_digest(v_token), p_user_id, v_now)
    on conflict (user_id) where doctor_id is null
      do update set token_hash = excluded.token_hash, created_at = excluded.created_at;
  else
    insert into medbook.calendar_links (token_hash, user_id, doctor_id, created_at)
    values (outbound.token_digest(v_token), p_user_id, p_doctor_id, v_now)
    on conflict (doctor_id) do update
      set token_hash = excluded.token_hash, user_id = excluded.user_id, created_at = excluded.created_at;
  end if;
  perform core.record('renew calendar link', p_user_id, case when p_doctor_id is null then p_user_id end);
  return outbound.answer_link(p_user_id, p_doctor_id)
      || jsonb_build_object('address', p_path || '?token=' || v_token);
end
$$;

comment on function outbound.renew_link(uuid, uuid, text) is
'Makes the secret address of a calendar, instead of the one that was valid until then
p_user_id: the caller, who may. p_doctor_id: whose calendar; null: the caller''s own. p_path: where it is read. Answers
address, which is stored nowhere. Writes to the audit.';
