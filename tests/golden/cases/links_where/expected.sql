SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name"
FROM t_world.contact AS t1
WHERE t1."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.tag AS t2 JOIN t_world.link_fld_<id> AS l4 ON l4.target = t2.id
WHERE l4.source = t1.id AND t2."deletedAt" IS NULL AND t2."ownerId" = $1::UUID AND t2.name = $2::VARCHAR)) ORDER BY t1.id ASC
 LIMIT 20) AS q5) AS "nodes") AS j6) AS root_0, (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t7.name AS "name"
FROM t_world.contact AS t7
WHERE t7."deletedAt" IS NULL AND NOT (EXISTS (SELECT 1
FROM t_world.tag AS t8 JOIN t_world.link_fld_<id> AS l10 ON l10.target = t8.id
WHERE l10.source = t7.id AND t8."deletedAt" IS NULL AND t8."ownerId" = $1::UUID AND (t8.name = $3::VARCHAR) IS NOT true)) ORDER BY t7.id ASC
 LIMIT 20) AS q11) AS "nodes") AS j12) AS root_1, (SELECT row_to_json(j17) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.tag AS t13
WHERE t13."deletedAt" IS NULL AND t13."ownerId" = $1::UUID AND NOT (EXISTS (SELECT 1
FROM t_world.contact AS t14 JOIN t_world.link_fld_<id> AS l16 ON l16.source = t14.id
WHERE l16.target = t13.id AND t14."deletedAt" IS NULL AND t14.name = $4::VARCHAR))) AS "totalCount") AS j17) AS root_2
FROM t_world.sluice_head
