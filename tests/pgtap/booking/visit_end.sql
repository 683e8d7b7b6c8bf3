begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(6);

\set now '2030-01-07 08:00Z'
select is(array_agg(end_time), array['2030-01-08 10:00Z']::timestamptz[], 'a visit ends with its last slot')
  from booking.visit_end(:'dora', '2030-01-08 09:00Z', 45, :'long', :'now');
select is_empty(
  format('select from booking.visit_end(%L, %L, 45, %L, %L)', :'dora', '2030-01-08 10:30Z', :'long', :'now'),
  'there is none where too little time follows'
);
update medbook.slots set service_ids = array[:'short']::uuid[] where id = :'dora_2';
select is_empty(
  format('select from booking.visit_end(%L, %L, 45, %L, %L)', :'dora', '2030-01-08 09:00Z', :'long', :'now'),
  'nor where a slot is for another kind'
);
update medbook.slots set service_ids = array[:'long']::uuid[] where id = :'dora_2';
select isnt_empty(
  format('select from booking.visit_end(%L, %L, 45, %L, %L)', :'dora', '2030-01-08 09:00Z', :'long', :'now'),
  'one that is for this kind is no obstacle');
select api.book_slot(:'ben', :'dora_1') as taken \gset
select is_empty(
  format('select from booking.visit_end(%L, %L, 45, %L, %L)', :'dora', '2030-01-08 09:00Z', :'long', :'now'),
  'nor where a slot is held'
);
select isnt_empty(
  format('select from booking.visit_end(%L, %L, 45, %L, %L)',
    :'dora', '2030-01-08 09:00Z', :'long', '2030-01-07 08:02Z'),
  'until the hold lapses');

select * from finish();
rollback;
