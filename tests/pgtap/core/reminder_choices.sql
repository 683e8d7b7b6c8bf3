begin;
\ir ../names.psql
select plan(2);

select lives_ok(
  $$select array[minutes]::medbook.reminder_minutes from unnest(core.reminder_choices()) minutes$$,
  'each can be stored'
);
select throws_ok(
  $$select array[minutes]::medbook.reminder_minutes from generate_series(0, 10081) minutes
    where minutes <> all(core.reminder_choices())$$,
  '23514', null, 'and no other can'
);

select * from finish();
rollback;
