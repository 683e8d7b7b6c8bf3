create or replace function outbound.event_types()
  returns text[]
  language sql
  immutable
  parallel safe
as $$
  select array_agg('booking.' || name)
    from unnest('{held,offered,confirmed,cancelled,rescheduled,failed,completed,no_show,reinstated}'::text[]) name
$$;

comment on function outbound.event_types() is 'All names that outbound.event_type gives';
