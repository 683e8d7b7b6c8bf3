begin;
\ir ../names.psql
select plan(8);

select is(calendar.text_fault('Dr. New', 7), null, 'a text of one line is right');
select is(calendar.text_fault(null, 7), null, 'no text is not wrong');
select is(calendar.text_fault('', 7), 'must have 1 to 7 characters', 'an empty text is too short');
select is(calendar.text_fault('Dr. News', 7), 'must have 1 to 7 characters', 'a long text is too long');
select is(calendar.text_fault(e' \tDr.\u00a0  New ', 7), null, 'white space counts as it will be written');
select is(calendar.text_fault(e' \u200b', 7), 'must not be blank', 'what shows nothing is blank');
select is(
  array(select calendar.text_fault(text, 7) from unnest(array[
    e'a\nb', e'a\r', e'a\u200bb', e'\ufeffa', e'a\u202eb', e'\x01a']) text),
  array_fill('must have no line breaks or invisible characters'::text, array[6]),
  'line breaks and invisible characters are wrong wherever they are'
);
select is(
  calendar.text_fault(e'\n' || repeat('x', 8), 7),
  'must have 1 to 7 characters',
  'of two faults one is told'
);

select * from finish();
rollback;
