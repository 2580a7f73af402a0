SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT t1.id AS "id", t1.version AS "version", t1.stage AS "stage", t1."createdAt" AS "createdAt", t1."updatedAt" AS "updatedAt", t1."ownerId" AS "ownerId", t1.name AS "name", t1.notes AS "notes", CASE WHEN (t1.amount IS NOT NULL) THEN json_build_object('amount', CAST(t1.amount AS TEXT), 'currency', t1.amount__currency) END AS "amount", CAST(t1.margin AS TEXT) AS "margin", t1.score AS "score", t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS "website", t1.source AS "source", t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL) AS j3) AS root_0
FROM t_world.sluice_head
