begin;
\ir ../names.psql
select plan(3);

insert into medbook.calendar_links
values
  (sha256('own'), :'chief', null, '2030-01-01Z'), (sha256('doctor'), :'chief', :'dora', '2030-01-02Z');
select is(
  outbound.answer_link(:'chief', null) -> 'link',
  jsonb_build_object('doctor_id', null, 'made_by', :'chief', 'created_at', '2030-01-01T00:00:00+00:00'),
  'without a doctor it is the user''s own link'
);
select is(
  outbound.answer_link(:'ann', :'dora') #>> '{link,created_at}',
  '2030-01-02T00:00:00+00:00',
  'else the doctor''s, whoever made it'
);
select is(outbound.answer_link(:'ann', null) ->> 'error', 'CALENDAR_NOT_FOUND', 'or there is none');

select * from finish();
rollback;
