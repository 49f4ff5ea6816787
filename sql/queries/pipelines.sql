-- Pipelines of a project with their newest runs and a user's unsaved changes, and drafts never saved.
-- $1 project, $2 user
select p.id, p.name, p.version, p.description, p.updated_at, false as is_new,
  jsonb_array_length(p.dag_definition -> 'nodes')::bigint as nodes,
  e.id as last_run, e.status as last_status, d.updated_at as draft
from pipelines p
left join lateral (
  select id, status from pipeline_executions
  where pipeline_id = p.id order by created_at desc, id desc limit 1
) as e on true
left join pipeline_drafts d on d.pipeline_id = p.id and d.user_id = $2 and d.has_changes
where p.project_id = $1 and p.is_active
union all
select d.pipeline_id, coalesce(d.definition ->> 'name', ''), coalesce(d.definition ->> 'version', ''),
  coalesce(d.definition #>> '{metadata,description}', ''), d.updated_at, true,
  case jsonb_typeof(d.definition -> 'nodes')
    when 'array' then jsonb_array_length(d.definition -> 'nodes')::bigint else 0 end,
  null, null, d.updated_at
from pipeline_drafts d
where d.project_id = $1 and d.user_id = $2
  and not exists (select from pipelines p where p.id = d.pipeline_id)
order by 2, 3, 1
