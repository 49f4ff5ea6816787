-- What a pipeline says on main, which the row of the pipeline itself holds.
-- $1 pipeline, $2 branch
select p.project_id, b.head_revision_id, p.dag_definition as definition, u.email as author,
  p.updated_at
from pipelines p
join users u on u.id = p.updated_by
left join pipeline_branches b on b.pipeline_id = p.id and b.branch_name = $2
where p.id = $1
