begin;
\ir ../names.psql
\ir ../pages.psql
select plan(6);

select ok(
  core.is_cursor(pg_temp.cursor('2030-01-07T08:00:00+00:00', :'dora', 'Å'), '{timestamptz,uuid,text}'),
  'a cursor whose keys have these types is one'
);
select is(
  array(select keys from unnest(array[
    pg_temp.cursor('2030-01-07Z'), pg_temp.cursor('tomorrow week', 'Å'), pg_temp.cursor('2030-02-30Z', 'Å'),
    pg_temp.cursor('2030-01-07Z', 'Å', 'more'), pg_temp.cursor('2030-01-07Z', null), 'W10',
    'eyJpZCI6MX0', 'bnVsbA', 'MQ', '', 'nope', '****', 'a', '_w', 'WyJcdTAwMDAiLCJ4Il0', repeat('W1tb', 9999),
    :'dora']) keys
    where core.is_cursor(keys, '{timestamptz,text}')),
  '{}',
  'whatever else comes is none, and raises nothing'
);
select ok(
  not core.is_cursor(pg_temp.cursor(id), '{uuid}'),
  'nor is one with an id that is none'
) from unnest(array[left(:'dora', 35)]) id;
select ok(core.is_cursor(pg_temp.cursor('12'), '{bigint}'), 'a number is a key too');
select ok(not core.is_cursor(pg_temp.cursor('9223372036854775808'), '{bigint}'), 'but not one that is too large');
select is(core.is_cursor(null, '{uuid}'), null, 'without a cursor there is nothing to check');

select * from finish();
rollback;
