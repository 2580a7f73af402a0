SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.score = any($1::INTEGER[]) AND t2.score >= $2::INTEGER AND (EXISTS (SELECT 1
FROM t_world.account AS t5
WHERE t5.id = t2."accountId" AND t5."deletedAt" IS NULL AND t5.sector = $3::VARCHAR)) ORDER BY t2.id ASC
 LIMIT $4::BIGINT) AS q7) AS "nodes") AS j8) AS TEXT) AS root_0
FROM t_world.sluice_head
