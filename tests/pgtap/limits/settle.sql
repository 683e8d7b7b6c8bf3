begin;
\ir ../names.psql
select plan(26);
\set now '2030-01-07 08:00:00Z'
-- What all counters that there are come to.
\set settled '(select limits.settle(array_agg(c), \'2030-01-07 08:00:00Z\') from medbook.rate_counter c)'
\set requests '(select jsonb_object_agg(policy, requests) from medbook.rate_counter)'

select is(limits.settle('{}', :'now'), '{"allowed": true, "limits": []}', 'a request without policies is let through');
select is(limits.settle(null, :'now'), '{"allowed": true, "limits": []}', 'so is one without counters');

insert into medbook.rate_counter values ('general', '192.0.2.1', 1, '2030-01-07 08:15Z');
select is(
  :settled,
  '{"allowed": true, "limits": [{"policy": "general", "key": "address", "quota": 100, "window": 900, "allowed": true,
    "remaining": 99, "reset": 900}]}',
  'the answer says all about the policy'
);
update medbook.rate_counter set requests = 99;
select is(:settled #> '{limits,0,remaining}', '1', 'the remaining requests are counted down');
update medbook.rate_counter set requests = 100;
select is(:settled -> 'allowed', 'true', 'the last one of the quota is let through');
select is(:settled #> '{limits,0,allowed}', 'true', 'the policy allows it');
select is(:settled #> '{limits,0,remaining}', '0', 'and nothing is left');
select is(:requests, '{"general": 100}', 'a request that is let through is counted');
update medbook.rate_counter set requests = 101;
savepoint over;
select is(
  :settled,
  '{"allowed": false, "limits": [{"policy": "general", "key": "address", "quota": 100, "window": 900, "allowed": false,
    "remaining": 0, "reset": 900}]}',
  'one more is refused, with the seconds until the next one is let through'
);
select is(:requests, '{"general": 100}', 'a refused request is not counted');
rollback to over;

-- Several.
insert into medbook.rate_counter values ('booking', :'ann', 3, '2030-01-07 08:01Z'),
  ('auth', '192.0.2.1', 10, '2030-01-07 08:15Z');
create temp table counters as select array_agg(c) as them from medbook.rate_counter c;
insert into medbook.rate_counter values ('account', 'of somebody else', 7, '2030-01-07 08:15Z');
select limits.settle(them, :'now') as answer from counters \gset
select is(:'answer'::jsonb -> 'allowed', 'false', 'a request over one quota is refused');
select is(
  (select array_agg(l ->> 'policy' order by n)
    from jsonb_array_elements(:'answer'::jsonb -> 'limits') with ordinality list (l, n)),
  array['auth', 'booking', 'general'],
  'policies come by name'
);
select is(:'answer'::jsonb #> '{limits,0,allowed}', 'true', 'it says which of them allow it');
select is(:'answer'::jsonb #> '{limits,2,allowed}', 'false', 'and which do not');
select is(
  :'answer'::jsonb #> '{limits,0,remaining}',
  '1',
  'the other quotas keep their last request'
);
select is(:'answer'::jsonb #> '{limits,1,remaining}', '3', 'or more');
select is(
  :requests,
  '{"general": 100, "booking": 2, "auth": 9, "account": 7}',
  'nothing was spent of any policy, and other counters stay'
);
rollback to over;
insert into medbook.rate_counter values ('booking', :'ann', 6, '2030-01-07 08:01Z');
select is(
  (select count(*) from jsonb_array_elements(:settled -> 'limits') l where l -> 'allowed' = 'false'),
  2::bigint,
  'a request over two quotas is answered with both'
);
rollback to over;

-- Seconds are rounded up: after that time a request is let through.
update medbook.rate_counter set requests = 1, ends_at = '2030-01-07 08:00:00.000001Z';
select is(:settled #> '{limits,0,reset}', '1', 'a microsecond is a second');
update medbook.rate_counter set ends_at = '2030-01-07 08:00:01Z';
select is(:settled #> '{limits,0,reset}', '1', 'a second is a second');
update medbook.rate_counter set ends_at = '2030-01-07 08:00:01.000001Z';
select is(:settled #> '{limits,0,reset}', '2', 'more is two');
rollback to over;

-- Policies that changed since.
update medbook.rate_policy set quota = 1000, "window" = '1.5 seconds' where name = 'general';
select is(:settled #> '{limits,0,remaining}', '899', 'it applies the policy as it is now');
select is(:settled #> '{limits,0,window}', '2', 'a window is told in whole seconds');
update medbook.rate_policy set quota = 10 where name = 'general';
select is(:settled #> '{limits,0,remaining}', '0', 'far over a quota there is nothing left, not less');
rollback to over;
insert into medbook.rate_counter values ('no such policy', 'x', 1000000, '2030-01-07 08:15Z');
update medbook.rate_counter set requests = 1 where policy = 'general';
select is(
  :settled #>> '{limits,0,policy}' || jsonb_array_length(:settled -> 'limits'),
  'general1',
  'a deleted policy limits nothing and is not listed'
);
select is(:settled -> 'allowed', 'true', 'a request over it is let through');

select * from finish();
rollback;
