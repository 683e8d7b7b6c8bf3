begin;
\ir ../names.psql
select plan(23);

create function pg_temp.finds(p_phone text, p_stored text) returns boolean language sql as $$
  select medbook.person_text('Ann', 'ann@example.com', p_stored) ~ account.phone_pattern(p_phone)
$$;

select ok(pg_temp.finds(phone, stored), format('%s finds %s', phone, stored))
  from unnest('{030 123456,+49 30 123456,"0049 (30) 123-456",+49 (0)30 123456}'::text[]) as phone,
       unnest('{(030) 123-456,+4930123456,0049 30/123456,+49 (0)30 123456}'::text[]) as stored;
select ok(pg_temp.finds('+1 212 555 1234', '(212) 555-1234'), 'a country''s code may have one digit');
select ok(pg_temp.finds('+353 1 234 5678', '01 234 5678'), 'and three');
select ok(pg_temp.finds('3456', '030 123456'), 'a part is found');
select ok(not pg_temp.finds('030 123456', '040 123456'), 'not another number');
select ok(not pg_temp.finds('+49 30 123456', '+43 30 123456'), 'nor that of another country');
select ok(not pg_temp.finds('+49 30 123456', '040 123456'), 'nor that of another place');
select is(account.phone_pattern('(0)'), '', 'without digits nothing is asked for');

select * from finish();
rollback;
