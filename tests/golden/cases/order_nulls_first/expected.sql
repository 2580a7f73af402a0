SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q2.name AS "name", q2.score AS "score"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.score ASC NULLS FIRST, t1.id ASC
 LIMIT 20) AS q2) AS q3) AS "nodes") AS j4) AS root_0, (SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT q6.name AS "name", q6."closeDate" AS "closeDate"
FROM (SELECT t5.id AS id, t5.version AS version, t5."createdAt" AS "createdAt", t5."createdBy" AS "createdBy", t5."updatedAt" AS "updatedAt", t5."updatedBy" AS "updatedBy", t5."ownerId" AS "ownerId", t5."deletedAt" AS "deletedAt", t5.stage AS stage, t5."stageEnteredAt" AS "stageEnteredAt", t5.name AS name, t5.notes AS notes, t5.amount AS amount, t5.amount__currency AS amount__currency, t5.margin AS margin, t5.score AS score, t5."budgetConfirmed" AS "budgetConfirmed", t5."closeDate" AS "closeDate", t5."signedAt" AS "signedAt", t5.website AS website, t5.source AS source, t5."accountId" AS "accountId"
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL ORDER BY t5."closeDate" DESC NULLS FIRST, t5.id ASC
 LIMIT 20) AS q6) AS q7) AS "nodes") AS j8) AS root_1
FROM t_world.sluice_head
