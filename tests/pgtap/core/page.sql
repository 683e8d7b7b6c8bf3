begin;
select plan(8);

select is(core.page('things', '[{"id": 1}, {"id": 2}, {"id": 3}]', 2),
  '{"success": true, "things": [{"id": 1}, {"id": 2}], "next_cursor": 2}',
  'a row too many is left out and shows that there is a next page');
select is(core.page('things', '[{"id": 1}, {"id": 2}]', 2),
  '{"success": true, "things": [{"id": 1}, {"id": 2}], "next_cursor": null}',
  'a full last page has no next page');
select is(core.page('things', '[{"id": 1}]', 2),
  '{"success": true, "things": [{"id": 1}], "next_cursor": null}',
  'a short page is the last one');
select is(core.page('things', null, 2),
  '{"success": true, "things": [], "next_cursor": null}',
  'no rows are an empty list, not null');
select is(core.page('things', '[]', 2),
  '{"success": true, "things": [], "next_cursor": null}',
  'an empty array is an empty list');
select is(
  core.page('things', '[{"id": "a"}, {"id": "b"}]', 1) ->> 'next_cursor',
  'a',
  'the cursor is the id of the last row shown'
);
select ok(core.page('things', '[]', 1) ? 'next_cursor', 'the last page has the member next_cursor too');
select volatility_is(
  'core',
  'page',
  array['text', 'jsonb', 'integer'],
  'stable',
  'a page depends on its arguments alone'
);

select * from finish();
rollback;
