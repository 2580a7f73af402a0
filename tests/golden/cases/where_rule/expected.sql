SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.score >= $1::BIGINT AND (SELECT t4.name
FROM t_world.account AS t3 JOIN t_world.account AS t4 ON t4.id = t3."parentId"
WHERE t3.id = t2."accountId" AND t3."deletedAt" IS NULL AND t4."deletedAt" IS NULL) = $2::VARCHAR ORDER BY t2.id ASC
 LIMIT $3::BIGINT) AS q7) AS "nodes") AS j8) AS TEXT) AS root_0
FROM t_world.sluice_head
