begin;
\ir ../names.psql
select plan(9);

select is(api.list_retired_doctors(:'ann'), '{"success": false, "error": "FORBIDDEN"}', 'patients do not see them');
select is(api.list_retired_doctors(:'chief', 0) #>> '{errors,0,pointer}', '#/limit', 'a page has at least one');
select is(api.list_retired_doctors(:'chief', 101) #>> '{errors,0,pointer}', '#/limit', 'and at most 100');
select is(
  api.list_retired_doctors(:'chief', p_cursor => 'x') #>> '{errors,0,pointer}',
  '#/cursor',
  'a cursor is that of an earlier page'
);
select is(
  api.list_retired_doctors(:'chief'),
  format('{"success": true, "doctors": [{"id": "%s", "name": "Dr. Fay Former"}], "next_cursor": null}',
    test.fay())::jsonb,
  'who has retired is listed, and nobody else'
);
select api.retire_doctor(:'chief', :'dora') as answer \gset
select is(
  jsonb_path_query_array(api.list_retired_doctors(:'chief'), '$.doctors[*].name'),
  '["Dr. Dora Day", "Dr. Fay Former"]',
  'by name'
);
select api.list_retired_doctors(:'chief', 1) as first \gset
select is(:'first'::jsonb #>> '{doctors,0,name}', 'Dr. Dora Day', 'a page has as many as are asked for');
select is(
  jsonb_path_query_array(api.list_retired_doctors(:'chief', 1, :'first'::jsonb ->> 'next_cursor'), '$.doctors[*].name'),
  '["Dr. Fay Former"]',
  'and the next one goes on'
);
select api.reinstate_doctor(:'chief', :'dora') as answer \gset
select is(
  jsonb_path_query_array(api.list_retired_doctors(:'chief'), '$.doctors[*].name'),
  '["Dr. Fay Former"]',
  'who was taken back is not listed'
);

select * from finish();
rollback;
