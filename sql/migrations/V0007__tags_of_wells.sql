-- Words to choose wells by.

alter table wells add column tags text[] not null default '{}';
