begin;
\ir ../names.psql
select plan(4);

insert into medbook.calendar_links
values
  (sha256('ann'), :'ann', null, core.now()), (sha256('chief'), :'chief', null, core.now()),
  (sha256('dora'), :'chief', :'dora', core.now()), (sha256('eve'), :'chief', :'eve', core.now());
select is(outbound.withdraw_link(:'ben', :'dora') -> 'withdrawn', 'true', 'a doctor''s link ends, whoever made it');
select set_eq(
  'select token_hash from medbook.calendar_links',
  array[sha256('ann'), sha256('chief'), sha256('eve')],
  'all others stay'
);
select is(outbound.withdraw_link(:'chief', null) -> 'withdrawn', 'true', 'a user''s own link ends');
select set_eq('select token_hash from medbook.calendar_links', array[sha256('ann'), sha256('eve')], 'and no doctor''s');

select * from finish();
rollback;
