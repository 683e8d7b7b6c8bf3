begin;
\ir ../names.psql
select plan(19);

select is(calendar.is_whole_number('1', 1, 7), true, 'the least is allowed');
select is(calendar.is_whole_number('7', 1, 7), true, 'the most is allowed');
select is(calendar.is_whole_number('0', 1, 7), false, 'less than the least is not');
select is(calendar.is_whole_number('8', 1, 7), false, 'more than the most is not');
select is(calendar.is_whole_number('0', 0, 7), true, 'zero is a whole number');
select is(calendar.is_whole_number('-1', -5, 7), false, 'a negative number is none here');
select is(calendar.is_whole_number('1.5', 1, 7), false, 'a fraction is no whole number');
select is(calendar.is_whole_number('1.0', 1, 7), false, 'nor is what is written as a fraction');
select is(calendar.is_whole_number('1e2', 1, 100), true, 'JSON may write a hundred with an exponent');
select is(calendar.is_whole_number('1e300', 1, 100), false, 'a huge number is no fault');
select is(calendar.is_whole_number('99999999999', 1, 100), false, 'nor is one that no integer holds');
select is(calendar.is_whole_number('"1"', 1, 7), false, 'a text is no number');
select is(calendar.is_whole_number('true', 1, 7), false, 'true is no number');
select is(calendar.is_whole_number('null', 1, 7), false, 'null is no number');
select is(calendar.is_whole_number('[1]', 1, 7), false, 'a list is no number');
select is(calendar.is_whole_number('[]', 1, 7), false, 'an empty list is no number');
select is(calendar.is_whole_number('{"1": 1}', 1, 7), false, 'an object is no number');
select is(calendar.is_whole_number('{}', 1, 7), false, 'an empty object is no number');
select is(calendar.is_whole_number(null, 1, 7), null, 'no value is neither');

select * from finish();
rollback;
