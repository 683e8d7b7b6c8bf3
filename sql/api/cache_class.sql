create or replace view api.cache_class (name, local_seconds, shared_seconds, control, events) as
values
  ('reference',    3600, null::integer, 'public, max-age=60', array['doctors', 'services']),
  ('profile',      300,  600,           'public, no-cache',   array['doctors']),
  ('availability', 30,   30,            'public, no-cache',
    array['slot', 'doctors', 'services', 'settings', 'minute']);

comment on view api.cache_class is
'How long a response is cached, and which events make it stale earlier: the classes of api.endpoint.cache';
comment on column api.cache_class.name is 'Name of the class';
comment on column api.cache_class.local_seconds is 'How long a gateway process caches a response';
comment on column api.cache_class.shared_seconds is 'How long Redis caches it for all processes; null: not in Redis';
comment on column api.cache_class.control is
'Header Cache-Control: what browsers and proxies may do, which the feed does not reach';
comment on column api.cache_class.events is
'Events of the feed that make a response stale, if they have one of its topics or no topic';
