begin;
\ir ../names.psql
select plan(1);

select set_eq(
  $$select unnest(outbound.event_types())$$,
  $$select distinct outbound.event_type(f, t, m, o) from unnest(null || enum_range(null::medbook.booking_status)) f,
      unnest(enum_range(null::medbook.booking_status)) t, unnest(array[null, test.ann()]) m,
      unnest('{t,f}'::boolean[]) o$$,
  'they are the names of all changes'
);

select * from finish();
rollback;
