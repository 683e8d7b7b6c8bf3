create or replace function outbound.kept_since(
  p_now timestamptz
)
  returns timestamptz
  language sql
  stable
  parallel safe
as $$
  select core.later(p_now, '-30 days')
$$;

comment on function outbound.kept_since(timestamptz) is 'Older events are deleted every night
p_now: the time of the call.';
