SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q3.name AS "name", (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT t4.name AS "name"
FROM t_world.account AS t4
WHERE t4.id = q3."accountId" AND t4."deletedAt" IS NULL) AS j5) AS "account"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId", t2.name AS "§key0"
FROM t_world.deal AS t1 LEFT OUTER JOIN t_world.account AS t2 ON t2.id = t1."accountId" AND t2."deletedAt" IS NULL
WHERE t1."deletedAt" IS NULL ORDER BY t2.name DESC NULLS LAST, t1.name ASC, t1.id ASC
 LIMIT 20) AS q3) AS q6) AS "nodes") AS j7) AS root_0
FROM t_world.sluice_head
