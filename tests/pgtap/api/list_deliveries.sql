begin;
\ir ../names.psql
\ir ../pages.psql
select plan(7);

\ir ../webhook.psql
select api.confirm_booking(:'ann', :'booking'), pg_temp.tell();
select is(api.list_deliveries(:'ann', :'hook') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.list_deliveries(:'chief', :'nobody') ->> 'error', 'WEBHOOK_NOT_FOUND', 'the webhook must be there');
select is(api.list_deliveries(:'chief', :'hook', 101) ->> 'error', 'INVALID_INPUT', 'a page has at most 100');
select is(
  api.list_deliveries(:'chief', :'hook', 1) -> 'deliveries',
  (select jsonb_agg(to_jsonb(d)) from api.delivery d where event_id = 2),
  'the latest comes first'
);
select api.list_deliveries(:'chief', :'hook', 1) ->> 'next_cursor' as cursor \gset
select is(
  api.list_deliveries(:'chief', :'hook', 1, :'cursor') #>> '{deliveries,0,event_id}',
  '1',
  'the next page goes on'
);
select is(
  api.list_deliveries(:'chief', :'hook', 1, :'cursor') -> 'next_cursor',
  'null',
  'until there is no more'
);
select is(
  api.list_deliveries(:'chief', :'hook', p_cursor => pg_temp.cursor('2', '1')) #>> '{errors,0,pointer}',
  '#/cursor',
  'another text is no cursor'
);

select * from finish();
rollback;
