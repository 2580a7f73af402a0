SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q3.name AS "name", q3.score AS "score"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.stage AS stage, t2.name AS name, t2.notes AS notes, t2.amount AS amount, t2.amount__currency AS amount__currency, t2.margin AS margin, t2.score AS score, t2."budgetConfirmed" AS "budgetConfirmed", t2."closeDate" AS "closeDate", t2."signedAt" AS "signedAt", t2.website AS website, t2.source AS source, t2."accountId" AS "accountId"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.score DESC NULLS LAST, t2.id ASC
 LIMIT $1::BIGINT) AS q3) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0
FROM t_world.sluice_head
