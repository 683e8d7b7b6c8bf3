create or replace function api.list_events(
  p_user_id uuid,
  p_after bigint default null,
  p_limit integer default 20
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_last bigint;
  v_after bigint;
  v_events jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'list events');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  end if;
  perform outbound.relay();
  select last_id into v_last from medbook.relay;
  -- What comes first is still kept; without any, all up to the last one are gone.
  v_after := coalesce((select min(id) from medbook.events), v_last + 1) - 1;
  if p_after > v_last then
    return core.refuse_input('after', 'must be the next_cursor of an earlier page');
  elsif p_after < v_after then
    return core.refuse('EVENTS_GONE');
  end if;
  v_after := coalesce(p_after, v_after);
  select jsonb_agg(to_jsonb(page) order by id) into v_events
    from (select * from api.event where id > v_after order by id limit p_limit) page;
  return jsonb_build_object('success', true, 'events', coalesce(v_events, '[]'),
                            'next_cursor', coalesce((v_events -> -1 ->> 'id')::bigint, v_after));
end
$$;

comment on function api.list_events(uuid, bigint, integer) is
'The changes of all bookings in the order of their commits, none skipped and none twice
For systems that cannot be called: ask again with next_cursor as p_after, also when there were none. p_after:
next_cursor of the last answer, or the id of the last event that you have; null: from the oldest that is kept. Events
are kept for 30 days. p_limit: 1 to 100 events. Refuses FORBIDDEN, INVALID_INPUT, EVENTS_GONE (some after p_after are
deleted).';
