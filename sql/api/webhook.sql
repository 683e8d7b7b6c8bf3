create or replace view api.webhook as
select w.id, w.url, to_jsonb(coalesce(w.event_types, outbound.event_types())) as event_types, w.created_at,
       w.disabled_at, w.disabled_because, w.previous_until, queue.waiting, queue.failing_since
  from medbook.webhooks w
 cross join lateral (select count(*)::integer as waiting, min(d.failing_since) as failing_since
                       from medbook.deliveries d where d.webhook_id = w.id and d.delivered_at is null) queue;

comment on view api.webhook is 'Where another system is told of events';
comment on column api.webhook.id is 'Id of the webhook';
comment on column api.webhook.url is 'Where its events are sent';
comment on column api.webhook.event_types is 'Names of the events that it gets';
comment on column api.webhook.created_at is 'When it was added';
comment on column api.webhook.disabled_at is 'Since when it gets nothing; null: it is not disabled';
comment on column api.webhook.disabled_because is
'ADMINISTRATOR; GONE: it answered 410; FAILING: nothing could be delivered for three days; null: it is not disabled';
comment on column api.webhook.previous_until is
'Until when the secret before the last rotation signs too; null: it was never rotated';
comment on column api.webhook.waiting is 'How many events wait for their delivery';
comment on column api.webhook.failing_since is 'Since when one that waits has failed; null: none has';
