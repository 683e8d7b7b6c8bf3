begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(5);

select core.record_on_behalf('look', :'ann', :'ann') as recorded \gset
select is(pg_temp.audited(), '{}', 'actions for oneself are not recorded');
select core.record_on_behalf('look', :'chief', :'ann') as recorded \gset
select is(pg_temp.audited(), '{Chief: look (Ann)}', 'actions for somebody else are');
select is(at, '2030-01-07 08:00Z', 'with the time') from medbook.audit;
select core.record_on_behalf('look', null, :'ann') as recorded \gset
select is(pg_temp.audited(), '{Chief: look (Ann),DBA: look (Ann)}', 'a DBA''s actions for a user are');
select core.record_on_behalf('look', null, null) as recorded \gset
select is(cardinality(pg_temp.audited()), 2, 'a DBA''s actions for nobody are not');

select * from finish();
rollback;
