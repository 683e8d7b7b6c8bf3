create or replace view api.time_off as
select t.id, t.doctor_id, lower(t.during) as "from", upper(t.during) as "to", lower(t.days) as from_date,
       upper(t.days) - 1 as to_date, t.reason
  from medbook.time_off t;

comment on view api.time_off is 'A time in which a doctor, or the whole clinic, is away';
comment on column api.time_off.id is 'Id of the time off';
comment on column api.time_off.doctor_id is 'The doctor; null: the whole clinic';
comment on column api.time_off."from" is 'Start, UTC; null: whole days';
comment on column api.time_off."to" is 'End, UTC; null: whole days';
comment on column api.time_off.from_date is 'First day, of each doctor''s own calendar; null: a time';
comment on column api.time_off.to_date is 'Last day, of each doctor''s own calendar; null: a time';
comment on column api.time_off.reason is 'Why; null: no reason was given';
