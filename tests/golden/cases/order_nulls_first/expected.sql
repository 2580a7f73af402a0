SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", t2.score AS "score"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.score ASC NULLS FIRST, t2.id ASC
 LIMIT $1::BIGINT) AS q3) AS "nodes") AS j4) AS TEXT) AS root_0, CAST((SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t6.name AS "name", t6."closeDate" AS "closeDate"
FROM t_world.deal AS t6
WHERE t6."deletedAt" IS NULL ORDER BY t6."closeDate" DESC NULLS FIRST, t6.id ASC
 LIMIT $2::BIGINT) AS q7) AS "nodes") AS j8) AS TEXT) AS root_1
FROM t_world.sluice_head
