create or replace function account.answer_user(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_answer jsonb;
begin
  select jsonb_build_object('success', true, 'user', to_jsonb(u)) into v_answer
    from api.user u
   where u.id = p_user_id;
  return coalesce(v_answer, core.refuse('FORBIDDEN'));
end
$$;

comment on function account.answer_user(uuid) is
'The successful answer that shows this account
Refuses FORBIDDEN if the account is gone or no longer active.';
