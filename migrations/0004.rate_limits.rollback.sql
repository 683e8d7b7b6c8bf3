drop table medbook.rate_policy, medbook.rate_counter cascade;
alter role medbook_gateway reset all;
alter role medbook_worker reset all;
