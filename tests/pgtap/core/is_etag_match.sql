begin;
\ir ../names.psql
select plan(20);
\set answer '{"success": true, "doctor": {"name": "Dr. Dora Day"}}'
select '"' || md5(:'answer'::jsonb::text || E'\n') || '"' as tag \gset

select is(core.is_etag_match(null, :'answer'), true, 'without the header there is no condition');
select is(core.is_etag_match('*', :'answer'), true, 'an asterisk matches whatever there is');
select is(core.is_etag_match(:'tag', :'answer'), true, 'the answer''s own tag matches');
select is(core.is_etag_match('"other", ' || :'tag', :'answer'), true, 'one of a list is enough');
select is(core.is_etag_match(:'tag' || ',"other"', :'answer'), true, 'a list needs no spaces');
select is(core.is_etag_match('"other"' || E' ,\t ' || :'tag', :'answer'), true, 'and may have any');
select is(core.is_etag_match('"other"', :'answer'), false, 'another tag does not match');
select is(
  core.is_etag_match('W/' || :'tag', :'answer'),
  true,
  'the tag matches as a compressing proxy writes it'
);
select is(core.is_etag_match('W/"other", W/' || :'tag', :'answer'), true, 'in a list too');
select is(core.is_etag_match('W/"other"', :'answer'), false, 'and another tag does not');
select is(core.is_etag_match('W/' || trim(:'tag', '"'), :'answer'), false, 'nor one without quotes');
select is(core.is_etag_match('W/W/' || :'tag', :'answer'), false, 'nor one that is marked twice');
select is(core.is_etag_match('w/' || :'tag', :'answer'), false, 'nor one with another mark');
select is(core.is_etag_match('W/*', :'answer'), false, 'an asterisk has no mark');
select is(core.is_etag_match(trim(:'tag', '"'), :'answer'), false, 'a tag has quotes');
select is(core.is_etag_match(upper(:'tag'), :'answer'), false, 'tags are compared as they are written');
select is(core.is_etag_match('', :'answer'), false, 'an empty header matches nothing');
select is(core.is_etag_match('"*"', :'answer'), false, 'an asterisk in quotes is a tag');
select is(core.is_etag_match(:'tag', :'answer'::jsonb || '{"more": 1}'), false, 'a changed answer does not match');
select is(
  core.is_etag_match('"' || md5(api.get_doctor(:'dora')::text || E'\n') || '"', api.get_doctor(:'dora')),
  true,
  'the tag is the MD5 of the answer''s bytes'
);

select * from finish();
rollback;
