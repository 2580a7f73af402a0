SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.amount IS NOT NULL) AS "totalCount", (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t3.name AS "name"
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3.amount IS NOT NULL ORDER BY t3.id ASC
 LIMIT $1::BIGINT) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0
FROM t_world.sluice_head
