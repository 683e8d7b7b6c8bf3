create or replace function booking.record_overrides(
  p_rules text[],
  p_actor_id uuid,
  p_user_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_rule text;
begin
  foreach v_rule in array coalesce(p_rules, '{}') loop
    perform core.record('override ' || v_rule, p_actor_id, p_user_id);
  end loop;
end
$$;

comment on function booking.record_overrides(text[], uuid, uuid) is
'Writes to the audit which rules an administrator overrode
p_rules: their codes; null: none. p_user_id: the patient.';
