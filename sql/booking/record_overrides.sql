create or replace function booking.record_overrides(
  p_answers jsonb[],
  p_actor_id uuid,
  p_user_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_answer jsonb;
begin
  foreach v_answer in array p_answers loop
    if v_answer is not null then
      perform core.record('override ' || (v_answer ->> 'error'), p_actor_id, p_user_id);
    end if;
  end loop;
end
$$;

comment on function booking.record_overrides(jsonb[], uuid, uuid) is
'Writes to the audit what rules an administrator was exempt from
p_answers: what the rules said; null: nothing. p_user_id: the patient.';
