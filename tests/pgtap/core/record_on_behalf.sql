begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(5);

select core.record_on_behalf('look', :'ann', :'ann') as recorded \gset
select is(pg_temp.audited(), '{}', 'what people do for themselves is not recorded');
select core.record_on_behalf('look', :'chief', :'ann') as recorded \gset
select is(pg_temp.audited(), '{Chief: look (Ann)}', 'what somebody does for somebody else is');
select is(at, '2030-01-07 08:00Z', 'with the time') from medbook.audit;
select core.record_on_behalf('look', null, :'ann') as recorded \gset
select is(pg_temp.audited(), '{Chief: look (Ann),DBA: look (Ann)}', 'what a DBA does is');
select core.record_on_behalf('look', null, null) as recorded \gset
select is(cardinality(pg_temp.audited()), 2, 'what a DBA does for nobody is not');

select * from finish();
rollback;
