create or replace function outbound.withdraw_link(
  p_user_id uuid,
  p_doctor_id uuid
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_is_withdrawn boolean;
begin
  delete from medbook.calendar_links
   where p_doctor_id is null and doctor_id is null and user_id = p_user_id or doctor_id = p_doctor_id;
  v_is_withdrawn := found;
  if v_is_withdrawn then
    perform core.record('withdraw calendar link', p_user_id, case when p_doctor_id is null then p_user_id end);
  end if;
  return jsonb_build_object('success', true, 'withdrawn', v_is_withdrawn);
end
$$;

comment on function outbound.withdraw_link(uuid, uuid) is
'Ends the secret address of a calendar; answers whether there was one
p_user_id: the caller, who may. p_doctor_id: whose calendar; null: the caller''s own. Writes to the audit.';
