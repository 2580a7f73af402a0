SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q5), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q3.name AS "name", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT CAST(CASE WHEN (q3.amount IS NOT NULL) THEN json_build_object('amount', CAST(q3.amount AS TEXT), 'currency', q3.amount__currency) END AS JSON) -> CAST('amount' AS TEXT) AS "amount"
WHERE q3.amount IS NOT NULL) AS j4) AS "amount"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.stage AS stage, t2.name AS name, t2.notes AS notes, t2.amount AS amount, t2.amount__currency AS amount__currency, t2.margin AS margin, t2.score AS score, t2."budgetConfirmed" AS "budgetConfirmed", t2."closeDate" AS "closeDate", t2."signedAt" AS "signedAt", t2.website AS website, t2.source AS source, t2."accountId" AS "accountId"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.amount DESC NULLS LAST, t2.name ASC, t2.id ASC
 LIMIT $1::BIGINT) AS q3) AS q5) AS "nodes") AS j6) AS TEXT) AS root_0
FROM t_world.sluice_head
