create or replace function core.refuse(
  p_code text,
  p_details jsonb default '{}'
)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_build_object('success', false, 'error', p_code) || p_details
$$;

comment on function core.refuse(text, jsonb) is
'A refusal, in the form that every function of schema api answers
p_code: a code of api.problem. p_details: what the caller may need to act on the refusal; callers leave out null
members themselves.';
