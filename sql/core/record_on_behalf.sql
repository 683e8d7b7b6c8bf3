create or replace function core.record_on_behalf(
  p_action text,
  p_actor_id uuid,
  p_subject_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
begin
  if p_actor_id is distinct from p_subject_id then
    perform core.record(p_action, p_actor_id, p_subject_id);
  end if;
end
$$;

comment on function core.record_on_behalf(text, uuid, uuid) is
'Writes a line to the audit if one user acts for another
p_action: what was done. p_actor_id: the user who did it. p_subject_id: the user whose data it concerns.';
