create or replace function outbound.purge_mails()
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_count integer;
begin
  delete from medbook.mails
   where due_at < case when num_nulls(sent_at, refused_at) = 2 then core.later(v_now, '-3 days')
                    else outbound.kept_since(v_now) end;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function outbound.purge_mails() is
'Deletes mail that was due 30 days ago, or 3 if it was never sent; returns how many
pg_cron calls it every night. Where no mail is set up, what is queued goes this way.';
