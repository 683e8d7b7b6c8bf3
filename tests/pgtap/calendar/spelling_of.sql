begin;
\ir ../names.psql
select plan(7);

select is(calendar.spelling_of(null, null), null, 'no field has no spelling');
select is(calendar.spelling_of('  Sleep   medicine ', null), 'Sleep medicine', 'a new field is as given, but tidy');
select is(
  array(select calendar.spelling_of(text, null) from unnest(array[
    'cardiology', ' CARDIOLOGY ', e'\u00a0cardiologY\t']) text),
  array_fill('Cardiology'::text, array[3]),
  'one that differs by case and spaces alone is the one that exists'
);
select is(calendar.spelling_of('Cárdiology', null), 'Cárdiology', 'an accent makes another field');
select is(calendar.spelling_of('CARDIOLOGY', :'dora'), 'CARDIOLOGY', 'who alone has a field may change its spelling');
update medbook.doctors set specialization = 'NeuroLogy' where id = :'fay';
select is(calendar.spelling_of('NEUROLOGY', null), 'Neurology', 'doctors who left do not decide');
select is(calendar.spelling_of('NEUROLOGY', :'eve'), 'NeuroLogy', 'unless nobody else has the field');

select * from finish();
rollback;
