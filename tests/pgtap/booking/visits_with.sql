begin;
\ir ../names.psql
select plan(7);

\ir ../offer.psql
-- The kind, the first slot, and from when to when.
create function pg_temp.visits(p_slot_id uuid) returns text[] language sql as $$
  select array_agg(concat_ws(' ', k.name, right(v.slot_id::text, 1), v.time_of_day, v.end_time::time)
                   order by v.start_time, k.name nulls first)
    from booking.visits_with(pg_temp.offer(p_slot_id), core.now()) w
   cross join lateral unnest(w.service_ids, w.slot_ids, w.start_times, w.end_times, w.weekdays, w.times_of_day)
         v (service_id, slot_id, start_time, end_time, weekday, time_of_day)
    left join medbook.services k on k.id = v.service_id
$$;
select is(pg_temp.visits(:'dora_3'), '{3 11:00:00 10:30:00}', 'without services the slot, by the doctor''s clock');
select is((booking.visits_with(pg_temp.offer(:'dora_3'), core.now())).weekdays, '{2}', 'and calendar');
insert into medbook.services (name, minutes, is_active)
values ('Hour', 60, true), ('Day', 480, true), ('Half', 30, true), ('Old', 30, false);
select is(
  pg_temp.visits(:'dora_3'),
  '{"Hour 2 10:30:00 10:30:00","3 11:00:00 10:30:00","Half 3 11:00:00 10:30:00","Hour 3 11:00:00 11:00:00"}',
  'an hour can start half an hour before'
);
select api.book_slot(:'ann', :'dora_2') as booked \gset
select is(
  pg_temp.visits(:'dora_3'),
  '{"3 11:00:00 10:30:00","Half 3 11:00:00 10:30:00","Hour 3 11:00:00 11:00:00"}',
  'not with a slot that is taken'
);
update medbook.slots set service_ids = array(select id from medbook.services where name = 'Half') where id = :'dora_4';
select is(
  pg_temp.visits(:'dora_3'),
  '{"3 11:00:00 10:30:00","Half 3 11:00:00 10:30:00"}',
  'nor with one that is for something else'
);
update medbook.slots set service_ids = array(select id from medbook.services where name = 'Half') where id = :'dora_3';
select is(pg_temp.visits(:'dora_3'), '{"Half 3 11:00:00 10:30:00"}', 'a slot may be for one kind');
update medbook.slots set service_ids = array(select id from medbook.services where name = 'Day') where id = :'dora_3';
select is(pg_temp.visits(:'dora_3'), null, 'of which there is none');

select * from finish();
rollback;
