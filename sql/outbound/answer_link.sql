create or replace function outbound.answer_link(
  p_user_id uuid,
  p_doctor_id uuid
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_link jsonb;
begin
  select to_jsonb(l) into v_link from api.calendar_link l
   where p_doctor_id is null and l.doctor_id is null and l.made_by = p_user_id or l.doctor_id = p_doctor_id;
  if not found then
    return core.refuse('CALENDAR_NOT_FOUND');
  end if;
  return jsonb_build_object('success', true, 'link', v_link);
end
$$;

comment on function outbound.answer_link(uuid, uuid) is
'The answer that tells of the secret address of a calendar, but not the address
p_user_id: the caller. p_doctor_id: whose calendar; null: the caller''s own. Refuses CALENDAR_NOT_FOUND.';
