SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j15) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q14), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name", (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3."accountId" = t2.id) AS "totalCount", (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT q5.name AS "name"
FROM (SELECT t4.id AS id, t4.version AS version, t4."createdAt" AS "createdAt", t4."createdBy" AS "createdBy", t4."updatedAt" AS "updatedAt", t4."updatedBy" AS "updatedBy", t4."ownerId" AS "ownerId", t4."deletedAt" AS "deletedAt", t4.stage AS stage, t4."stageEnteredAt" AS "stageEnteredAt", t4.name AS name, t4.notes AS notes, t4.amount AS amount, t4.amount__currency AS amount__currency, t4.margin AS margin, t4.score AS score, t4."budgetConfirmed" AS "budgetConfirmed", t4."closeDate" AS "closeDate", t4."signedAt" AS "signedAt", t4.website AS website, t4.source AS source, t4."accountId" AS "accountId"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."accountId" = t2.id ORDER BY t4.name DESC, t4.id ASC
 LIMIT 2) AS q5) AS q6) AS "nodes") AS j7) AS "deals", (SELECT row_to_json(j10) AS row_to_json_4
FROM (SELECT (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_4
FROM (SELECT t8.name AS "name"
FROM t_world.contact AS t8
WHERE t8."deletedAt" IS NULL AND t8."accountId" = t2.id ORDER BY t8.id ASC
 LIMIT 20) AS q9) AS "nodes") AS j10) AS "contacts"
FROM t_world.account AS t2
WHERE t2."deletedAt" IS NULL AND t2."parentId" = t1.id ORDER BY t2.id ASC
 LIMIT 20) AS q11) AS "nodes") AS j12) AS "subsidiaries"
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL AND t1.name = $1::VARCHAR ORDER BY t1.id ASC
 LIMIT 20) AS q14) AS "nodes") AS j15) AS root_0
FROM t_world.sluice_head
