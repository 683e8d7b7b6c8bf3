begin;
\ir ../names.psql
select plan(13);

select account.open_session(:'ann', sha256('one'), '30 days') as answer \gset
select is(:'answer'::jsonb, api.get_user(:'ann'), 'the answer shows the account');
select is(count(*), 1::bigint, 'there is one session') from medbook.sessions;
select is(user_id, :'ann'::uuid, 'the session is the user''s') from medbook.sessions;
select is(created_at, '2030-01-07 08:00Z', 'the session begins now') from medbook.sessions;
select is(expires_at, '2030-02-06 08:00Z', 'the session ends after its lifetime') from medbook.sessions;
select is(parent, null, 'the first token descends from none') from medbook.sessions;
select is(used_at, null, 'a new token is unused') from medbook.sessions;
select is(revoked_at, null, 'a new token is not revoked') from medbook.sessions;

select account.open_session(:'ann', sha256('two'), '30 days') as answer \gset
select is(count(distinct family), 2::bigint, 'every login starts a family of its own') from medbook.sessions;
select throws_ok(format($$select account.open_session(%L, sha256('one'), '30 days')$$, :'ben'), '23505', null, 'a token belongs to one session');
select throws_ok(format($$select account.open_session(%L, 'one', '30 days')$$, :'ben'), '23514', null, 'a token that is not hashed is never stored');
select throws_ok(format($$select account.open_session(%L, sha256('three'), '30 days')$$, :'nobody'), '23503', null, 'an unknown user has no session');
select is(count(*), 2::bigint, 'who was stopped left nothing') from medbook.sessions;

select * from finish();
rollback;
