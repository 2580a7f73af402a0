SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q3.name AS "name", q3.score AS "score"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.stage AS stage, t2.name AS name, t2.notes AS notes, t2.amount AS amount, t2.amount__currency AS amount__currency, t2.margin AS margin, t2.score AS score, t2."budgetConfirmed" AS "budgetConfirmed", t2."closeDate" AS "closeDate", t2."signedAt" AS "signedAt", t2.website AS website, t2.source AS source, t2."accountId" AS "accountId"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.score ASC NULLS FIRST, t2.id ASC
 LIMIT $1::BIGINT) AS q3) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0, CAST((SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT q8.name AS "name", q8."closeDate" AS "closeDate"
FROM (SELECT t7.id AS id, t7.version AS version, t7."createdAt" AS "createdAt", t7."createdBy" AS "createdBy", t7."updatedAt" AS "updatedAt", t7."updatedBy" AS "updatedBy", t7."ownerId" AS "ownerId", t7."deletedAt" AS "deletedAt", t7.stage AS stage, t7.name AS name, t7.notes AS notes, t7.amount AS amount, t7.amount__currency AS amount__currency, t7.margin AS margin, t7.score AS score, t7."budgetConfirmed" AS "budgetConfirmed", t7."closeDate" AS "closeDate", t7."signedAt" AS "signedAt", t7.website AS website, t7.source AS source, t7."accountId" AS "accountId"
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL ORDER BY t7."closeDate" DESC NULLS FIRST, t7.id ASC
 LIMIT $2::BIGINT) AS q8) AS q9) AS "nodes") AS j10) AS TEXT) AS root_1
FROM t_world.sluice_head
