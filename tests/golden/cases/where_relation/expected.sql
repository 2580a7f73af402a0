SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t3
WHERE t3.id = t2."accountId" AND t3."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t4
WHERE t4.id = t3."parentId" AND t4."deletedAt" IS NULL AND t4.sector = $1::VARCHAR)))) ORDER BY t2.id ASC
 LIMIT $2::BIGINT) AS q6) AS "nodes") AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
