begin;
\ir ../names.psql
select plan(6);

select is(core.check_limit(limit_), null, limit_ || ' rows can be asked for') from unnest('{1,100}'::integer[]) limit_;
select is(core.check_limit(0),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/limit", "detail": "must be from 1 to 100"}]}',
  'none cannot');
select is(core.check_limit(101) ->> 'error', 'INVALID_INPUT', 'nor can too many');
select is(core.check_limit(null) ->> 'error', 'INVALID_INPUT', 'nor can null');
select is(
  core.check_limit(1001, 1000) #>> '{errors,0,detail}',
  'must be from 1 to 1000',
  'the most may be another number'
);

select * from finish();
rollback;
