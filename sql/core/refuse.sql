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
'A refusal, as every function of schema api answers it
p_code: one of api.problem. p_details: what the caller may need to act on it, null members left out by the caller.';
