SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j18) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q17), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q14), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t4.name AS "name", (SELECT row_to_json(j9) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t6
WHERE t6."deletedAt" IS NULL AND t6."accountId" = t4.id) AS "totalCount", (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT t7.name AS "name"
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND t7."accountId" = t4.id ORDER BY t7.name DESC, t7.id ASC
 LIMIT $1::BIGINT) AS q8) AS "nodes") AS j9) AS "deals", (SELECT row_to_json(j13) AS row_to_json_4
FROM (SELECT (SELECT coalesce(json_agg(q12), CAST('[]' AS JSON)) AS coalesce_4
FROM (SELECT t11.name AS "name"
FROM t_world.contact AS t11
WHERE t11."deletedAt" IS NULL AND t11."accountId" = t4.id ORDER BY t11.id ASC
 LIMIT $2::BIGINT) AS q12) AS "nodes") AS j13) AS "contacts"
FROM t_world.account AS t4
WHERE t4."deletedAt" IS NULL AND t4."parentId" = t2.id ORDER BY t4.id ASC
 LIMIT $3::BIGINT) AS q14) AS "nodes") AS j15) AS "subsidiaries"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL AND t2.name = $4::VARCHAR ORDER BY t2.id ASC
 LIMIT $5::BIGINT) AS q17) AS "nodes") AS j18) AS TEXT) AS root_0
FROM t_world.sluice_head
