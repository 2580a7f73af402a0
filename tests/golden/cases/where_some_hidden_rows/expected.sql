SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j10) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t4.name AS "name", t4.score AS "score"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."ownerId" = $1::UUID AND t4."accountId" = t2.id ORDER BY t4.id ASC
 LIMIT $2::BIGINT) AS q5) AS "nodes") AS j6) AS "deals"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t7
WHERE t7."accountId" = t2.id AND t7."deletedAt" IS NULL AND t7."ownerId" = $1::UUID AND t7.score > $3::INTEGER)) ORDER BY t2.id ASC
 LIMIT $4::BIGINT) AS q9) AS "nodes") AS j10) AS TEXT) AS root_0
FROM t_world.sluice_head
