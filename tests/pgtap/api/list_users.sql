begin;
\ir ../names.psql
select plan(13);

insert into medbook.users (name, email, phone) values
  ('Örs van Dyk', null, '+49 (30) 555-123'), ('anna', 'a_b@x.yz', null), ('Åsa', null, null),
  ('Zoe', null, null), ('Ärzte', null, null), ('van Dam', null, null), ('Müller Lüdenscheidt', null, null),
  ('Sean O’Brien', null, null);
create function pg_temp.names(p_search text) returns text[] language sql as $$
  select coalesce(array_agg(u ->> 'name' order by n), '{}')
    from jsonb_array_elements(api.list_users(test.chief(), p_search) -> 'users') with ordinality as list (u, n)
$$;
select is(
  pg_temp.names(null),
  array['Ann', 'anna', 'Ärzte', 'Åsa', 'Ben', 'Chief', 'Müller Lüdenscheidt',
        'Örs van Dyk', 'Sean O’Brien', 'van Dam', 'Zoe'],
  'people come as people sort'
);
select is(pg_temp.names('dyk ORS'), array['Örs van Dyk'], 'words are found in any order, without case and accents');
select is(pg_temp.names('+493055'), array['Örs van Dyk'], 'a telephone is found by its digits');
select is(pg_temp.names('030 555 123'), array['Örs van Dyk'], 'in its national writing too');
select is(pg_temp.names('van Dyk, Örs'), array['Örs van Dyk'], 'a comma does not matter');
select is(pg_temp.names('Frau Müller-Lüdenscheidt'), array['Müller Lüdenscheidt'], 'nor do a hyphen and a title');
select is(pg_temp.names('Obrien'), array['Sean O’Brien'], 'nor does an apostrophe that is in the name');
select is(pg_temp.names('o''brien'), array['Sean O’Brien'], 'or in the search');
select is(pg_temp.names('ann@example.com'), array['Ann'], 'an e-mail address is found');
select is(pg_temp.names('a_b'), array['anna'], 'an underscore is one');
select is(pg_temp.names('%'), '{}', 'and so is a percent sign');
select is(api.list_users(:'ann') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(
  api.list_users(:'chief', p_limit => 1, p_cursor => api.list_users(:'chief', p_limit => 1) ->> 'next_cursor')
    #>> '{users,0,name}',
  'anna',
  'a page follows the one before'
);

select * from finish();
rollback;
