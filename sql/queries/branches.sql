-- Branches of a pipeline, main first, and how far each and main have gone apart.
-- $1 pipeline
with recursive before as (
  select b.branch_name, b.head_revision_id as id from pipeline_branches b where b.pipeline_id = $1
  union
  select b.branch_name, p.id from before b
  join pipeline_revisions r on r.id = b.id
  cross join lateral (values (r.parent_revision_id), (r.merged_revision_id)) as p (id)
  where p.id is not null
)
select b.branch_name, b.head_revision_id, r.revision_message, u.email as author, b.updated_at,
  (select count(*) from before o where o.branch_name = b.branch_name and not exists (
    select from before m where m.branch_name = 'main' and m.id = o.id)) as ahead,
  (select count(*) from before m where m.branch_name = 'main' and not exists (
    select from before o where o.branch_name = b.branch_name and o.id = m.id)) as behind
from pipeline_branches b
join pipeline_revisions r on r.id = b.head_revision_id
join users u on u.id = r.created_by
where b.pipeline_id = $1
order by b.branch_name <> 'main', b.branch_name
