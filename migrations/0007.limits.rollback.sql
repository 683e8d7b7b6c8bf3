drop table medbook.rate_policy, medbook.rate_counter cascade;
