SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.score = any($1::INTEGER[]) AND t1.score >= $2::INTEGER AND (EXISTS (SELECT 1
FROM t_world.account AS t4
WHERE t4.id = t1."accountId" AND t4."deletedAt" IS NULL AND t4.sector = $3::VARCHAR)) ORDER BY t1.id ASC
 LIMIT 20) AS q6) AS "nodes") AS j7) AS root_0
FROM t_world.sluice_head
