SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND NOT (EXISTS (SELECT 1
FROM t_world.account AS t3
WHERE t3.id = t2."accountId" AND t3."deletedAt" IS NULL)) ORDER BY t2.id ASC
 LIMIT $1::BIGINT) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0, CAST((SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t7.name AS "name"
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t8
WHERE t8.id = t7."accountId" AND t8."deletedAt" IS NULL)) ORDER BY t7.id ASC
 LIMIT $2::BIGINT) AS q9) AS "nodes") AS j10) AS TEXT) AS root_1, CAST((SELECT row_to_json(j14) AS row_to_json_3
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT t12.name AS "name"
FROM t_world.deal AS t12
WHERE t12."deletedAt" IS NULL AND t12."accountId" IS NULL ORDER BY t12.id ASC
 LIMIT $3::BIGINT) AS q13) AS "nodes") AS j14) AS TEXT) AS root_2
FROM t_world.sluice_head
