-- Revisions with the branches that end in them; the caller appends where and order by.
select r.id, r.parent_revision_id, r.merged_revision_id, r.revision_message, r.created_at,
  u.email as author,
  array(select b.branch_name from pipeline_branches b
    where b.head_revision_id = r.id order by b.branch_name <> 'main', b.branch_name) as heads
from pipeline_revisions r
join users u on u.id = r.created_by
