begin;
\ir ../names.psql
select plan(2);

select is(outbound.token_digest('a'), sha256('a'), 'a token''s digest is its SHA-256');
select is(outbound.token_digest(null), null, 'nothing has none');

select * from finish();
rollback;
