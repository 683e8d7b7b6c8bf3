create or replace view api.time_off as
select t.id, t.doctor_id, lower(t.during) as "from", upper(t.during) as "to", t.reason
  from medbook.time_off t;

comment on view api.time_off is 'When a doctor, or the whole clinic, is away';
comment on column api.time_off.id is 'Id of the leave';
comment on column api.time_off.doctor_id is 'Whose; null: the whole clinic''s';
comment on column api.time_off."from" is 'From when, UTC';
comment on column api.time_off."to" is 'Until when, UTC';
comment on column api.time_off.reason is 'Why; null if it was not said';
