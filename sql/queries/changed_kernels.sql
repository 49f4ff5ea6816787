-- Returns versions behind which more than one kernel stood, the last one first.
-- $1 operators, or null for all
select operator_id, version, array_agg(impl_digest order by seen_at desc, impl_digest) as digests
from operator_kernels
where $1::text[] is null or operator_id = any($1)
group by operator_id, version
having count(*) > 1
order by operator_id, version
