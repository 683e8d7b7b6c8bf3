begin;
\ir ../names.psql
select plan(10);

select is(core.is_list_of('["a1", "b2"]', 'string', '^[a-z][0-9]$', 2), true, 'a list of such texts is one');
select is(core.is_list_of('[1, 7]', 'number', '^[1-7]$', 2), true, 'as is one of such numbers');
select is(core.is_list_of('[1, 8]', 'number', '^[1-7]$', 2), false, 'every value must look like this');
select is(core.is_list_of('[1, "7"]', 'number', '^[1-7]$', 2), false, 'and be of the type');
select is(core.is_list_of('[null]', 'string', '', 2), false, 'null is no text');
select is(core.is_list_of('[]', 'string', '', 2), false, 'an empty list is none');
select is(core.is_list_of('["a", "b", "c"]', 'string', '', 2), false, 'nor is one that is too long');
select is(core.is_list_of('{"a": "b"}', 'string', '', 2), false, 'an object is no list');
select is(core.is_list_of('"a"', 'string', '', 2), false, 'nor is a text');
select is(core.is_list_of(null, 'string', '', 2), false, 'nor is nothing');

select * from finish();
rollback;
