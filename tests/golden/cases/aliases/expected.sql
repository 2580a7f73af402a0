SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "title", t2.name AS "again"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.id ASC
 LIMIT $1::BIGINT) AS q3) AS "nodes") AS j4) AS TEXT) AS root_0, CAST((SELECT row_to_json(j9) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT q7.name AS "title"
FROM (SELECT t6.id AS id, t6.version AS version, t6."createdAt" AS "createdAt", t6."createdBy" AS "createdBy", t6."updatedAt" AS "updatedAt", t6."updatedBy" AS "updatedBy", t6."ownerId" AS "ownerId", t6."deletedAt" AS "deletedAt", t6.stage AS stage, t6.name AS name, t6.notes AS notes, t6.amount AS amount, t6.amount__currency AS amount__currency, t6.margin AS margin, t6.score AS score, t6."budgetConfirmed" AS "budgetConfirmed", t6."closeDate" AS "closeDate", t6."signedAt" AS "signedAt", t6.website AS website, t6.source AS source, t6."accountId" AS "accountId"
FROM t_world.deal AS t6
WHERE t6."deletedAt" IS NULL ORDER BY t6.name DESC, t6.id ASC
 LIMIT $2::BIGINT) AS q7) AS q8) AS "nodes") AS j9) AS TEXT) AS root_1
FROM t_world.sluice_head
