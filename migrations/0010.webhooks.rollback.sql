-- The role stays: it belongs to the cluster, and its other databases may use it.
drop table medbook.deliveries, medbook.webhooks cascade;
