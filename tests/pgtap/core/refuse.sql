begin;
select plan(5);

select is(
  core.refuse('SLOT_LOCKED'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a refusal says that it is one and why'
);
select is(core.refuse('SLOT_UNAVAILABLE', '{"held_until": "later"}'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "held_until": "later"}', 'details stand beside the code');
select is(
  core.refuse(p_code => 'TOO_LATE', p_details => '{"cutoff_at": null}') -> 'cutoff_at',
  'null'::jsonb,
  'null details are kept: the caller leaves them out'
);
select is(
  (select count(*) from jsonb_object_keys(core.refuse('INTERNAL'))),
  2::bigint,
  'a refusal without details has two members'
);
select volatility_is('core', 'refuse', array['text', 'jsonb'], 'stable', 'a refusal depends on its arguments alone');

select * from finish();
rollback;
