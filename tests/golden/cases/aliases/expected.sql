SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q2), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "title", t1.name AS "again"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.id ASC
 LIMIT 1) AS q2) AS "nodes") AS j3) AS root_0, (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT q5.name AS "title"
FROM (SELECT t4.id AS id, t4.version AS version, t4."createdAt" AS "createdAt", t4."createdBy" AS "createdBy", t4."updatedAt" AS "updatedAt", t4."updatedBy" AS "updatedBy", t4."ownerId" AS "ownerId", t4."deletedAt" AS "deletedAt", t4.stage AS stage, t4."stageEnteredAt" AS "stageEnteredAt", t4.name AS name, t4.notes AS notes, t4.amount AS amount, t4.amount__currency AS amount__currency, t4.margin AS margin, t4.score AS score, t4."budgetConfirmed" AS "budgetConfirmed", t4."closeDate" AS "closeDate", t4."signedAt" AS "signedAt", t4.website AS website, t4.source AS source, t4."accountId" AS "accountId"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL ORDER BY t4.name DESC, t4.id ASC
 LIMIT 1) AS q5) AS q6) AS "nodes") AS j7) AS root_1
FROM t_world.sluice_head
