begin;
\ir ../names.psql
select plan(6);

\ir ../webhook.psql
select is(api.delete_webhook(:'ann', :'hook') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.delete_webhook(:'chief', :'nobody') ->> 'error', 'WEBHOOK_NOT_FOUND', 'it must be there');
select is(api.delete_webhook(:'chief', :'hook') ->> 'deleted', :'hook', 'it is deleted');
select is_empty('select from medbook.webhooks', 'with its secret');
select is_empty('select from medbook.deliveries', 'and what waited for it');
select is((:audited) #>> '{0,action}', 'delete webhook', 'it is recorded');

select * from finish();
rollback;
