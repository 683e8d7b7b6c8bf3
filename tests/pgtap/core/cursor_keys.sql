begin;
select plan(3);

select is(
  core.cursor_keys(core.page('things', jsonb_build_array(jsonb_build_object('id', repeat(letter, n)), '{}'), 1, '{id}')
    ->> 'next_cursor'),
  array[repeat(letter, n)],
  'a cursor gives the keys that it was made of, of whatever length'
) from (values ('é', 1), ('x', 100)) as key (letter, n);
select is(core.cursor_keys(null), null, 'without a cursor there are no keys');

select * from finish();
rollback;
