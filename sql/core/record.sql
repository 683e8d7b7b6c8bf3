create or replace function core.record(
  p_action text,
  p_actor_id uuid,
  p_subject_id uuid,
  p_outcome text default 'OK'
)
  returns void
  language plpgsql
  volatile
as $$
begin
  insert into medbook.audit (at, action, actor_id, subject_id, outcome)
  values (core.now(), left(p_action, 100), p_actor_id, p_subject_id, p_outcome);
end
$$;

comment on function core.record(text, uuid, uuid, text) is
'Writes a line to the audit
p_action: what was done or tried. p_actor_id: the user who did it; null for a DBA. p_subject_id: the user whose
account or data it concerns. p_outcome: OK, or the code of the refusal.';
