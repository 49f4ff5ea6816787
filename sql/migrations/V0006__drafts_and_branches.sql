-- What users are at work on, and lines of revisions beside the one that runs.

create table pipeline_drafts (
  user_id uuid not null references users on delete cascade,
  -- no foreign key: a pipeline that was never saved has an id, but no row yet
  pipeline_id uuid not null,
  project_id uuid not null references projects on delete cascade,
  branch_name text not null default 'main',
  -- what was stored when editing began, and the optimistic lock of the save; null for a new pipeline
  base_definition jsonb,
  base_updated_at timestamptz,
  definition jsonb not null,
  -- steps to undo and redo
  history jsonb not null,
  -- a saved draft stays for its history, and is no draft to anybody who looks at a list
  has_changes boolean not null
    generated always as (base_definition is distinct from definition) stored,
  -- rises with each keeping: who keeps names the one that it goes on from
  ordinal bigint not null default 1,
  -- the process that kept it last, for people
  kept_by text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, pipeline_id),
  check ((base_definition is null) = (base_updated_at is null))
);
create index pipeline_drafts_by_project on pipeline_drafts (project_id, user_id);

-- The head of the line that was merged, beside the parent.
alter table pipeline_revisions
  add column merged_revision_id uuid references pipeline_revisions;
-- A revision is younger than its parents, even where its transaction began before theirs.
alter table pipeline_revisions alter column created_at set default clock_timestamp();
create index pipeline_revisions_by_age on pipeline_revisions (pipeline_id, created_at desc);

alter table pipeline_branches
  add column created_at timestamptz not null default now(),
  -- optimistic lock of a branch; that of main is pipelines.updated_at
  add column updated_at timestamptz not null default now(),
  add constraint pipeline_branches_name
    check (branch_name ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$');

-- Until now each revision followed the one before it: the newest is the head of main.
insert into pipeline_branches (id, project_id, pipeline_id, branch_name, head_revision_id)
select gen_random_uuid(), newest.project_id, newest.pipeline_id, 'main', newest.id
from (
  select distinct on (pipeline_id) id, pipeline_id, project_id
  from pipeline_revisions order by pipeline_id, created_at desc, id desc
) as newest
on conflict (pipeline_id, branch_name) do nothing;

do $$
declare
  fed text;
begin
  foreach fed in array array['pipeline_drafts', 'pipeline_branches'] loop
    execute format(
      'create trigger feed_insert after insert on %I referencing new table as changed '
      'for each statement execute function record_change(''pipeline_id'', ''project_id'', ''notify'')',
      fed);
    execute format(
      'create trigger feed_update after update on %I referencing new table as changed '
      'for each statement execute function record_change(''pipeline_id'', ''project_id'', ''notify'')',
      fed);
    execute format(
      'create trigger feed_delete after delete on %I referencing old table as changed '
      'for each statement execute function record_change(''pipeline_id'', ''project_id'', ''notify'')',
      fed);
  end loop;
end
$$;
