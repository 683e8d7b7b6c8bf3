begin;
select plan(9);

select is(core.page('things', '[{"id": 1}, {"id": 2}, {"id": 3}]', 2, '{id}') - 'next_cursor',
  '{"success": true, "things": [{"id": 1}, {"id": 2}]}',
  'a row too many is left out');
select is(core.page('things', '[{"id": 1}, {"id": 2}]', 2, '{id}'),
  '{"success": true, "things": [{"id": 1}, {"id": 2}], "next_cursor": null}',
  'a full last page has no next page');
select is(core.page('things', '[{"id": 1}]', 2, '{id}'),
  '{"success": true, "things": [{"id": 1}], "next_cursor": null}',
  'a short page is the last one');
select is(core.page('things', null, 2, '{id}'),
  '{"success": true, "things": [], "next_cursor": null}',
  'no rows are an empty list, not null');
select is(core.page('things', '[]', 2, '{id}'),
  '{"success": true, "things": [], "next_cursor": null}',
  'an empty array is an empty list');
select is(
  core.cursor_keys(core.page('things', '[{"id": "a", "name": "Å\"ņ,", "fee": 1}, {"id": "b"}]', 1, '{name,fee,id}')
    ->> 'next_cursor'),
  array['Å"ņ,', '1', 'a'],
  'the cursor holds the keys of the last row shown, in their order'
);
select matches(
  core.page('things', jsonb_build_array(jsonb_build_object('id', repeat('?>~ÿ', 50)), '{}'), 1, '{id}')
    ->> 'next_cursor',
  '^[A-Za-z0-9_-]+$',
  'a cursor needs no encoding in a URL, however long it is'
);
select ok(core.page('things', '[]', 1, '{id}') ? 'next_cursor', 'the last page has the member next_cursor too');
select volatility_is(
  'core',
  'page',
  array['text', 'jsonb', 'integer', 'text[]'],
  'stable',
  'a page depends on its arguments alone'
);

select * from finish();
rollback;
