-- What a pipeline says on a branch other than main.
-- $1 pipeline, $2 branch
select b.project_id, b.head_revision_id, r.snapshot as definition, u.email as author, b.updated_at
from pipeline_branches b
join pipeline_revisions r on r.id = b.head_revision_id
join users u on u.id = r.created_by
where b.pipeline_id = $1 and b.branch_name = $2
