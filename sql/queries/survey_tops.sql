-- Tops of wells by name, from above.
-- $1 wells
select name, count(*) as wells, min(md_m) as top_m, max(md_m) as base_m
from well_markers
where well_id = any ($1)
group by name
order by avg(md_m), name
