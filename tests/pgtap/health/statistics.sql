begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(11);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

select api.cancel_booking(:'ann', :'visit_id') as answer \gset
select is(sum(cancelled), 1::bigint, 'a cancelled visit counts once')
  from health.statistics('2030-01-08', '2030-01-08');

select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset
select results_eq(
  $$select booked, lead_hours from health.statistics('2030-01-08', '2030-01-08') where doctor_id = test.dora()$$,
  $$values (2, 25)$$,
  'how far ahead a visit is booked counts once, from its beginning'
);
rollback to visits;

-- Dora's day ends at 23:00 UTC.
select pg_temp.slot(:'dora', 21, '2030-03-01 22:59Z', 1) as late \gset
select pg_temp.slot(:'dora', 22, '2030-03-01 23:00Z', 1) as next \gset
select results_eq(
  $$select day from health.statistics('2030-03-01', '2030-03-01')$$,
  array['2030-03-01'::date],
  'a day is the doctor''s own'
);
select results_eq(
  $$select day from health.statistics('2030-03-01', '2030-03-02') order by 1$$,
  array['2030-03-01', '2030-03-02']::date[],
  'both days are included'
);
select is_empty($$select from health.statistics('2030-03-03', '2030-03-09')$$, 'a day without slots has no row');
select is_empty(
  $$select from health.statistics('2030-03-02', '2030-03-01')$$,
  'nor has a range that ends before it begins'
);
select set_eq(
  'select * from api.statistic',
  $$select * from health.statistics('-infinity', 'infinity')$$,
  'the view has all days'
);
-- Farther from Greenwich than anybody.
update medbook.doctors set time_zone = 'Pacific/Kiritimati' where id = :'dora';
select isnt_empty($$select from health.statistics('2030-03-02', '2030-03-02') where opened = 2$$, 'also in the east');
update medbook.doctors set time_zone = 'Etc/GMT+12' where id = :'dora';
select isnt_empty($$select from health.statistics('2030-03-01', '2030-03-01') where opened = 2$$, 'and in the west');
select is_empty(
  $$select from health.statistics('2030-03-02', '2030-03-02') where doctor_id = test.dora()$$,
  'and nowhere else'
);

update medbook.doctors set time_zone = 'Mars/Olympus';
select lives_ok(
  $$select * from health.statistics('2030-01-01', '2030-01-31')$$,
  'a time zone that the server does not know counts as UTC'
);

select * from finish();
rollback;
