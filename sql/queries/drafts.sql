-- A user's unsaved changes in a project, the newest first.
-- $1 project, $2 user
select d.pipeline_id, d.branch_name, d.base_definition, d.base_updated_at, d.definition, d.history,
  d.ordinal, d.kept_by, d.updated_at, p.id is null as is_new
from pipeline_drafts d
left join pipelines p on p.id = d.pipeline_id
where d.project_id = $1 and d.user_id = $2 and d.has_changes
order by d.updated_at desc, d.pipeline_id
