drop table medbook.rate_policy, medbook.rate_counter cascade;
do $$
begin
  execute format('alter database %I reset all', current_database());
end
$$;
alter role medbook_gateway reset all;
alter role medbook_worker reset all;
