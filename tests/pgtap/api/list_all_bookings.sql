begin;
\ir ../names.psql
\ir ../calendar.psql
\ir ../pages.psql
select plan(51);

-- Ann holds Dora's first slot and cancelled her second, Ben has Dora's third and Eve's; the clock goes on between.
select pg_temp.appointment(:'ben', :'eve_1') as eves \gset
update test.clock set now = '2030-01-07 08:01Z';
select pg_temp.appointment(:'ann', :'dora_2') as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled', 'better') as answer \gset
select pg_temp.appointment(:'ben', :'dora_3') as bens \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
create function pg_temp.sorted(variadic p_ids uuid[]) returns uuid[] language sql as $$
  select array_agg(id order by v.start_time, v.doctor_id, id) from api.patient_booking v where id = any(p_ids)
$$;
savepoint booked;

-- Refusals in their order; the attempts are recorded.
select is(
  api.list_all_bookings(:'ann'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not see everybody''s bookings'
);
select is(api.list_all_bookings(:'ann', p_patient_id => :'ann') ->> 'error', 'FORBIDDEN', 'nor this way their own');
select is(api.list_all_bookings(:'gone', p_limit => 0) ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(api.list_all_bookings(null) ->> 'error', 'FORBIDDEN', 'nobody sees them');
select is(
  pg_temp.audited(),
  '{Ann: list all bookings: FORBIDDEN,Ann: list all bookings: FORBIDDEN,Gone: list all bookings: FORBIDDEN,
    DBA: list all bookings: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.list_all_bookings(:'chief', p_limit => 0),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/limit", "detail": "must be from 1 to 100"}]}',
  'one booking is the least'
);
select is(api.list_all_bookings(:'chief', p_limit => 101) #>> '{errors,0,pointer}', '#/limit', '100 are the most');
select is(api.list_all_bookings(:'chief', p_limit => null) #>> '{errors,0,pointer}', '#/limit', 'null is no limit');
select is(
  api.list_all_bookings(:'chief', p_from => '2030-01-08Z', p_to => '2030-01-08Z'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to", "detail": "must be after from"}]}',
  'a range has a length'
);
select is(
  api.list_all_bookings(:'chief', p_from => '2030-01-09Z', p_to => '2030-01-08Z',
    p_limit => 0) #>> '{errors,0,pointer}',
  '#/limit',
  'the first wrong argument is named'
);
select is(cardinality(pg_temp.audited()), 4, 'a refusal records no reading');

-- Reading is recorded.
select is(
  pg_temp.ids(api.list_all_bookings(:'chief')),
  pg_temp.sorted(:'held', :'cancelled', :'bens', :'eves'),
  'everybody''s bookings are listed, by start time'
);
select is((pg_temp.audited())[5:], '{Chief: list all bookings}', 'which is recorded');
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_patient_id => :'ann')),
  pg_temp.sorted(:'held', :'cancelled'),
  'or one patient''s'
);
select is((pg_temp.audited())[6:], '{Chief: list all bookings (Ann)}', 'which is recorded with the patient');
select is(pg_temp.ids(api.list_all_bookings(:'chief', p_patient_id => :'nobody')), null, 'an unknown patient has none');
select is((pg_temp.audited())[7:], array['Chief: list all bookings (' || :'nobody' || ')'], 'which is recorded too');
select is(api.list_all_bookings(:'chief') -> 'next_cursor', 'null', 'a list that fits is the last page');
select is(
  provolatile,
  'v',
  'it writes: it is VOLATILE, and runs on the primary'
) from pg_proc where proname = 'list_all_bookings';

-- What is shown.
select is(
  api.list_all_bookings(:'chief', p_status => 'CANCELLED') #> '{bookings,0}',
  to_jsonb(p),
  'a booking is shown as api.patient_booking has it'
) from api.patient_booking p where id = :'cancelled';
select is(
  api.list_all_bookings(:'chief', p_status => 'CANCELLED') #>> '{bookings,0,patient_email}',
  'ann@example.com',
  'with its patient'
);
select is(
  api.list_all_bookings(:'chief', p_status => 'CANCELLED') #>> '{bookings,0,reason}',
  'better',
  'and why it was cancelled'
);
set local timezone = 'Pacific/Apia';
select is(
  api.list_all_bookings(:'chief', p_status => 'CANCELLED') #>> '{bookings,0,cancelled_at}',
  '2030-01-07T08:01:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
set local timezone = 'UTC';

-- Filters.
select is(pg_temp.ids(api.list_all_bookings(:'chief', :'eve')), array[:'eves']::uuid[], 'one doctor''s');
select is(pg_temp.ids(api.list_all_bookings(:'chief', :'no_doctor')), null, 'nobody''s are none');
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', :'dora', :'ben')),
  array[:'bens']::uuid[],
  'one doctor''s of one patient'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'CONFIRMED')),
  pg_temp.sorted(:'bens', :'eves'),
  'those in one status'
);
select is(pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'PENDING')), array[:'held']::uuid[], 'holds');
select is(pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'FAILED')), null, 'of which none has lapsed');
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_from => '2030-01-08 10:00Z')),
  pg_temp.sorted(:'bens', :'eves'),
  'those that begin from a time on'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_from => '2030-01-08 10:00:00.000001Z')),
  array[:'eves']::uuid[],
  'to the microsecond'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_to => '2030-01-08 10:00Z')),
  pg_temp.sorted(:'held', :'cancelled'),
  'those that begin before a time'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_to => '2030-01-08 10:00:00.000001Z')),
  pg_temp.sorted(:'held', :'cancelled', :'bens'),
  'to the microsecond too'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', :'dora', :'ann', 'CANCELLED', '2030-01-08 09:30Z',
    '2030-01-08 09:30:00.000001Z')),
  array[:'cancelled']::uuid[],
  'all conditions hold at once'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_from => '-infinity', p_to => 'infinity')),
  pg_temp.sorted(:'held', :'cancelled', :'bens', :'eves'),
  'from ever and for ever is all'
);
update test.clock set now = '2030-01-07 08:02:59.999999Z';
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'PENDING')),
  array[:'held']::uuid[],
  'a hold is one until its last microsecond'
);
update test.clock set now = '2030-01-07 08:03Z';
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'PENDING')),
  null,
  'and not from the instant it lapses'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'FAILED')),
  array[:'held']::uuid[],
  'when it has failed, swept or not'
);
select is(api.list_all_bookings(:'chief', p_status => 'FAILED') #>> '{bookings,0,status}', 'FAILED', 'and says so');
update test.clock set now = '2030-01-08 12:00Z';
select api.complete_booking(:'chief', :'bens') as answer \gset
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_status => 'COMPLETED')),
  array[:'bens']::uuid[],
  'visits that took place are found'
);
rollback to booked;

-- Pages: complete, and without duplicates, whatever the filters and the size.
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, cancelled_at)
select doctor_id, core.new_id(doctor_id), id, case when n % 3 = 0 then :'ann' else :'ben' end::uuid, 'CANCELLED', 1,
  'EUR', '2030-01-07Z', '2030-01-07Z' from medbook.slots, generate_series(1, 20) n where id <> :'fay_1';
create function pg_temp.pages(p_limit integer, p_doctor_id uuid, p_patient_id uuid, p_status medbook.booking_status,
  p_to timestamptz) returns uuid[] language plpgsql as $$
declare
  v_page jsonb;
  v_ids uuid[] := '{}';
begin
  loop
    v_page := api.list_all_bookings(test.chief(), p_doctor_id, p_patient_id, p_status, null, p_to, p_limit,
      v_page ->> 'next_cursor');
    if jsonb_array_length(v_page -> 'bookings') > p_limit or jsonb_array_length(v_page -> 'bookings') < p_limit
      and v_page ->> 'next_cursor' is not null then
      return null;
    end if;
    v_ids := v_ids || coalesce(pg_temp.ids(v_page), '{}');
    exit when v_page ->> 'next_cursor' is null;
  end loop;
  return v_ids;
end
$$;
select is(
  pg_temp.pages(n, null, null, null, null),
  (select array_agg(id order by start_time, doctor_id, id) from api.patient_booking),
  'pages of ' || n || ' are complete and without duplicates'
) from unnest('{1,7,20,72,100}'::integer[]) n;
select is(
  pg_temp.pages(7, null, :'ann', null, null),
  (select array_agg(id order by start_time, doctor_id, id) from api.patient_booking where patient_id = :'ann'),
  'so are those of one patient'
);
select is(
  pg_temp.pages(7, :'dora', null, 'CANCELLED', '2030-01-08 09:30Z'),
  (select array_agg(b.id order by s.start_time, b.id) from medbook.bookings b join medbook.slots s on s.id = b.slot_id
    where b.doctor_id = :'dora' and status = 'CANCELLED' and start_time < '2030-01-08 09:30Z'),
  'and those of one doctor, status and range'
);
select api.list_all_bookings(:'chief', p_limit => 10) as page \gset
select :'page'::jsonb ->> 'next_cursor' as cursor \gset
select is(
  (core.cursor_keys(:'cursor'))[3],
  :'page'::jsonb #>> '{bookings,9,id}',
  'the cursor names the page''s last booking'
);
select pg_temp.appointment(:'ann', :'dora_1') is null as booked_meanwhile \gset
select is(
  pg_temp.ids(api.list_all_bookings(:'chief', p_limit => 10)) @> array[(:'page'::jsonb #>> '{bookings,8,id}')::uuid],
  true,
  'a booking made between two pages does not move the listed ones'
);
select is(
  pg_temp.ids(api.list_all_bookings(:'chief',
    p_cursor => :'cursor')) && pg_temp.ids(:'page'),
  false,
  'and repeats nothing'
);
select is(
  api.list_all_bookings(:'chief', p_cursor => :'eves') #>> '{errors,0,pointer}',
  '#/cursor',
  'an id is no cursor'
);

select * from finish();
rollback;
