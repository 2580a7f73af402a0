SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS "totalCount", (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.id ASC
 LIMIT 1) AS q3) AS "nodes") AS j4) AS root_0
FROM t_world.sluice_head
