create or replace function outbound.answer_webhook(
  p_webhook_id uuid,
  p_secret bytea default null
)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('success', true, 'webhook', to_jsonb(w))
         || case when p_secret is null then '{}'
              else jsonb_build_object('secret', 'whsec_' || encode(p_secret, 'base64')) end
    from api.webhook w where w.id = p_webhook_id
$$;

comment on function outbound.answer_webhook(uuid, bytea) is
'The answer that shows a webhook
p_secret: its new secret, which is shown now and never again; null: it stays.';
