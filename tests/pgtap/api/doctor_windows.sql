begin;
\ir ../names.psql
select plan(2);

set local intervalstyle = 'iso_8601';
update medbook.doctors set min_notice = '2 hours', cancel_cutoff = '1 day' where id = :'dora';
select is(
  to_jsonb(w),
  jsonb_build_object('doctor_id', :'dora'::uuid) || '{"min_notice": "PT2H", "booking_horizon": null,
    "cancel_cutoff": "P1D", "reschedule_cutoff": null}',
  'what a doctor does not have differently is null'
) from api.doctor_windows w where doctor_id = :'dora';
select is_empty(format('select from api.doctor_windows where doctor_id = %L', :'fay'), 'retired doctors have none');

select * from finish();
rollback;
