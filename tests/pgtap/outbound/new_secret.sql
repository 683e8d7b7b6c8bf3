begin;
\ir ../names.psql
select plan(2);

select is(octet_length(outbound.new_secret()), 32, 'a secret has 256 bits');
select isnt(outbound.new_secret(), outbound.new_secret(), 'each is another');

select * from finish();
rollback;
