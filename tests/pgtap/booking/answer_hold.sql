begin;
\ir ../names.psql
select plan(2);

select api.book_slot(:'ann', :'dora_1') as answer \gset
select is(
  :'answer'::jsonb - 'created',
  booking.answer_booking((:'answer'::jsonb ->> 'created')::uuid),
  'the answer to a new hold is what a later read answers'
);
select is(
  :'answer'::jsonb -> 'created',
  :'answer'::jsonb #> '{booking,id}',
  'and names the new booking'
);

select * from finish();
rollback;
