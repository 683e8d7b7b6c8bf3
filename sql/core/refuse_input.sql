create or replace function core.refuse_input(
  p_field text,
  p_detail text
)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select core.refuse('INVALID_INPUT', jsonb_build_object('errors', jsonb_build_array(
    jsonb_build_object('pointer', '#/' || p_field, 'detail', p_detail))))
$$;

comment on function core.refuse_input(text, text) is
'The refusal INVALID_INPUT for one argument
p_field: the argument''s name without p_. p_detail: what is wrong with it, as the end of a sentence.';
