drop table medbook.password_resets, medbook.sessions, medbook.users cascade;
drop type medbook.role cascade;
drop function medbook.is_tidy, medbook.tidy, medbook.visible cascade;
