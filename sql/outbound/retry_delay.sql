create or replace function outbound.retry_delay(
  p_failures integer
)
  returns interval
  language sql
  immutable
  parallel safe
as $$
  select coalesce((array['5 seconds', '1 minute', '5 minutes', '30 minutes', '2 hours', '5 hours', '10 hours',
                         '14 hours', '16 hours']::interval[])[p_failures + 1], '24 hours')
$$;

comment on function outbound.retry_delay(integer) is
'How long to wait after a delivery has failed
p_failures: how often it had failed before. Ten attempts after the first take 71 hours and 36 minutes.';
