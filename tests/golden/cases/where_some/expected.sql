SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t3
WHERE t3."accountId" = t2.id AND t3."deletedAt" IS NULL AND t3.score > $1::INTEGER)) ORDER BY t2.name ASC, t2.id ASC
 LIMIT $2::BIGINT) AS q5) AS "nodes") AS j6) AS TEXT) AS root_0
FROM t_world.sluice_head
