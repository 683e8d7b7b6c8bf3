begin;
\ir ../names.psql
select plan(8);

select is(
  array(select text from unnest(array['PT0S', 'PT2M', 'P90D', 'P1DT12H', 'P1W', 'P1Y2M3DT4H5M6.5S', 'PT0.000001S'])
    text where core.duration_fault(text, '0', '10 years') is not null),
  '{}',
  'durations of ISO 8601 are right'
);
select is(core.duration_fault(null, '0', '10 years'), null, 'no text is not wrong');
select is(
  array(select distinct core.duration_fault(text, '0', '10 years') from unnest(array[
    '', ' ', 'P', 'PT', 'P1', '2', '2 minutes', '00:02:00', 'pt2m', 'PT2M ', e'PT2M\n', 'P2M1', 'PT2D', 'P1DT', 'P2H',
    '@ 2 minutes', 'infinity', 'Pinfinity', 'P0001-00-01', 'P' || repeat('9', 400) || 'D',
    'P99999999999Y', 'PT9999999999999999999S']) text),
  '{must be an ISO 8601 duration such as PT2M}',
  'no other text is, nor is what PostgreSQL cannot count'
);
select is(
  array(select core.duration_fault(text, '1 hour', '10 years')
    from unnest(array['PT59M59.999999S', 'PT1H', 'P10Y', 'P10YT0.000001S', '-PT2H', 'PT-2H']) text),
  array['must be from PT1H to P10Y', null, null, 'must be from PT1H to P10Y',
    'must be an ISO 8601 duration such as PT2M', 'must be from PT1H to P10Y'],
  'the bounds are allowed, and nothing beyond them'
);
select is(
  array(select core.duration_fault(text, '1 microsecond', '10 years')
    from unnest(array['PT0S', 'PT0.0000001S', 'PT-2M', 'PT0.000001S']) text),
  array_fill('must be positive, at most P10Y'::text, array[3]) || null::text,
  'what lasts a microsecond at least is positive'
);
select is(
  core.duration_fault('P-1Y361D', '0', '10 years'),
  'must be from PT0S to P10Y',
  'what elapses as less than nothing is too short, whatever its days'
);
set local intervalstyle = 'postgres';
select is(
  core.duration_fault('PT2M', '0', '1 minute'),
  'must be from PT0S to PT1M',
  'the bounds are told in ISO 8601, whatever the session''s style'
);
select is(
  core.duration_fault('P-1DT24H', '0', '1 minute'),
  null,
  'days and hours may have signs of their own, as PostgreSQL writes them'
);

select * from finish();
rollback;
