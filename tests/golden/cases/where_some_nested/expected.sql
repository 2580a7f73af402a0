SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q10), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT t3.name AS "name"
FROM t_world.account AS t3
WHERE t3.id = t2."accountId" AND t3."deletedAt" IS NULL) AS j4) AS "account"
FROM t_world.contact AS t2
WHERE t2."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t5
WHERE t5.id = t2."accountId" AND t5."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.deal AS t6
WHERE t6."accountId" = t5.id AND t6."deletedAt" IS NULL AND t6.stage = $1::VARCHAR)) AND NOT (EXISTS (SELECT 1
FROM t_world.deal AS t8
WHERE t8."accountId" = t5.id AND t8."deletedAt" IS NULL AND t8.score < $2::INTEGER)))) ORDER BY t2.name ASC, t2.id ASC
 LIMIT $3::BIGINT) AS q10) AS "nodes") AS j11) AS TEXT) AS root_0
FROM t_world.sluice_head
