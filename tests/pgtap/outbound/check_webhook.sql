begin;
\ir ../names.psql
select plan(34);

create function pg_temp.fault(p_url text, p_types jsonb default null) returns text language sql as $$
  select outbound.check_webhook(p_url, p_types) #>> '{errors,0,pointer}'
$$;
select is(pg_temp.fault(url), null, url || ' is good') from unnest(array['https://a.example', 'https://a.example/',
  'https://a.example:8443/x/y?z=%20', 'https://192.0.2.1/', 'https://[2001:db8::1]:443/', 'http://127.0.0.1:8080/x',
  'http://localhost/', 'http://[::1]:80/', 'https://a.example?x']) url;
select is(pg_temp.fault(url), '#/url', url || ' is not') from unnest(array['', 'a.example', 'ftp://a.example/',
  'http://a.example/', 'http://127.0.0.1.example/', 'https://ann@a.example/', 'https://a.example/#x',
  'https://a.example/ x', 'https://', 'https://a.example:123456/', 'https://a.example/' || E'\n', ' https://a.example/',
  'http://127.0.0.1@a.example/', 'https://a.example/ä', 'https://' || repeat('a', 2000)]) url;
select is(pg_temp.fault('https://a.example/', types), null, types::text || ' is good')
  from unnest(array['["booking.held"]',
  '["booking.held", "booking.no_show"]']::jsonb[]) types;
select is(pg_temp.fault('https://a.example/', types), '#/event_types', types::text || ' is not')
  from unnest(array['[]', '{}', '"booking.held"', '["held"]', '[1]', 'null',
    '["booking.held", ["booking.held"]]']::jsonb[]) types;
select is(outbound.check_webhook(null, null), null, 'what is not given is not checked');

select * from finish();
rollback;
