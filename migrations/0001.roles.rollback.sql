-- Do not drop the roles: they belong to the cluster, and its other databases may use them.
alter role medbook_gateway reset all;
alter role medbook_worker reset all;
alter role medbook_notifier reset all;
do $$
begin
  execute format('alter database %I reset all', current_database());
end
$$;
