SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j19) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q18), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j16) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q15), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t4.name AS "name", (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t6
WHERE t6."deletedAt" IS NULL AND t6."accountId" = t4.id) AS "totalCount", (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT q8.name AS "name"
FROM (SELECT t7.id AS id, t7.version AS version, t7."createdAt" AS "createdAt", t7."createdBy" AS "createdBy", t7."updatedAt" AS "updatedAt", t7."updatedBy" AS "updatedBy", t7."ownerId" AS "ownerId", t7."deletedAt" AS "deletedAt", t7.stage AS stage, t7.name AS name, t7.notes AS notes, t7.amount AS amount, t7.amount__currency AS amount__currency, t7.margin AS margin, t7.score AS score, t7."budgetConfirmed" AS "budgetConfirmed", t7."closeDate" AS "closeDate", t7."signedAt" AS "signedAt", t7.website AS website, t7.source AS source, t7."accountId" AS "accountId"
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND t7."accountId" = t4.id ORDER BY t7.name DESC, t7.id ASC
 LIMIT $1::BIGINT) AS q8) AS q9) AS "nodes") AS j10) AS "deals", (SELECT row_to_json(j14) AS row_to_json_4
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_4
FROM (SELECT t12.name AS "name"
FROM t_world.contact AS t12
WHERE t12."deletedAt" IS NULL AND t12."accountId" = t4.id ORDER BY t12.id ASC
 LIMIT $2::BIGINT) AS q13) AS "nodes") AS j14) AS "contacts"
FROM t_world.account AS t4
WHERE t4."deletedAt" IS NULL AND t4."parentId" = t2.id ORDER BY t4.id ASC
 LIMIT $3::BIGINT) AS q15) AS "nodes") AS j16) AS "subsidiaries"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL AND t2.name = $4::VARCHAR ORDER BY t2.id ASC
 LIMIT $5::BIGINT) AS q18) AS "nodes") AS j19) AS TEXT) AS root_0
FROM t_world.sluice_head
