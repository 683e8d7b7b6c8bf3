begin;
\ir ../names.psql
select plan(6);

select is(outbound.retry_delay(0), '5 seconds', 'the first failure may have been a moment');
select is(outbound.retry_delay(1), '1 minute', 'the next wait is longer');
select is((select sum(outbound.retry_delay(n)) from generate_series(0, 8) n), '47:36:05', 'nine waits take two days');
select is(outbound.retry_delay(9), '24 hours', 'then it is a day');
select is(outbound.retry_delay(100), '24 hours', 'and stays one');
select is_empty(
  'select n from generate_series(1, 20) n where outbound.retry_delay(n) < outbound.retry_delay(n - 1)',
  'no wait is shorter than the one before'
);

select * from finish();
rollback;
