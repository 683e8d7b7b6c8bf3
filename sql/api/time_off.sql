create or replace view api.time_off as
select t.id, t.doctor_id, lower(t.during) as "from", upper(t.during) as "to", t.reason
  from medbook.time_off t;

comment on view api.time_off is 'A time in which a doctor, or the whole clinic, is away';
comment on column api.time_off.id is 'Id of the time off';
comment on column api.time_off.doctor_id is 'The doctor; null: the whole clinic';
comment on column api.time_off."from" is 'Start, UTC';
comment on column api.time_off."to" is 'End, UTC';
comment on column api.time_off.reason is 'Why; null: no reason was given';
