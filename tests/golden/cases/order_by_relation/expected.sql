SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q4.name AS "name", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT t5.name AS "name"
FROM t_world.account AS t5
WHERE t5.id = q4."accountId" AND t5."deletedAt" IS NULL) AS j6) AS "account"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.stage AS stage, t2.name AS name, t2.notes AS notes, t2.amount AS amount, t2.amount__currency AS amount__currency, t2.margin AS margin, t2.score AS score, t2."budgetConfirmed" AS "budgetConfirmed", t2."closeDate" AS "closeDate", t2."signedAt" AS "signedAt", t2.website AS website, t2.source AS source, t2."accountId" AS "accountId", t3.name AS "§key0"
FROM t_world.deal AS t2 LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."accountId" AND t3."deletedAt" IS NULL
WHERE t2."deletedAt" IS NULL ORDER BY t3.name DESC NULLS LAST, t2.name ASC, t2.id ASC
 LIMIT $1::BIGINT) AS q4) AS q7) AS "nodes") AS j8) AS TEXT) AS root_0
FROM t_world.sluice_head
