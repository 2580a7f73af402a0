SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t2.name AS "name", t2.score AS "score"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2."ownerId" = $1::UUID AND t2."accountId" = t1.id ORDER BY t2.id ASC
 LIMIT 20) AS q3) AS "nodes") AS j4) AS "deals"
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t5
WHERE t5."accountId" = t1.id AND t5."deletedAt" IS NULL AND t5."ownerId" = $1::UUID AND t5.score > $2::INTEGER)) ORDER BY t1.id ASC
 LIMIT 20) AS q7) AS "nodes") AS j8) AS root_0
FROM t_world.sluice_head
