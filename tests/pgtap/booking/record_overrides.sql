begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(4);

select booking.record_overrides(null, :'chief', :'ann') as recorded \gset
select is(pg_temp.audited(), '{}', 'where no rule was overridden nothing is recorded');
select booking.record_overrides('{TOO_LATE,HOLD_LIMIT}', :'chief', :'ann') as recorded \gset
select is(pg_temp.audited(), '{Chief: override TOO_LATE (Ann),Chief: override HOLD_LIMIT (Ann)}',
  'each rule is recorded, with the patient');
select booking.record_overrides('{TOO_LATE}', :'chief', :'chief') as recorded \gset
select is((pg_temp.audited())[3], 'Chief: override TOO_LATE (Chief)', 'also what administrators do for themselves');
select lives_ok(format('select booking.record_overrides(%L, %L, %L)', '{}', :'chief', :'ann'), 'no rules are none');

select * from finish();
rollback;
