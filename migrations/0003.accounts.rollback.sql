drop table medbook.sessions, medbook.users cascade;
drop type medbook.role cascade;
drop function medbook.visible cascade;
