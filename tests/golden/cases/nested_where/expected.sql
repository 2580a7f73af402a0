SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j10) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j9) AS row_to_json_2
FROM (SELECT coalesce(json_agg(q8."§0" ORDER BY q8."§row" DESC) FILTER (WHERE q8."§row" <= 1), CAST('[]' AS JSON)) AS "nodes", json_build_object(CAST('hasPreviousPage' AS TEXT), count(*) > 1) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q7."§cursor" AS "§cursor", q7."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q5.score AS TEXT), CAST(q5.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j6) AS row_to_json_3
FROM (SELECT q5.name AS "name") AS j6) AS "§0"
FROM (SELECT t3.id AS id, t3.version AS version, t3."createdAt" AS "createdAt", t3."createdBy" AS "createdBy", t3."updatedAt" AS "updatedAt", t3."updatedBy" AS "updatedBy", t3."ownerId" AS "ownerId", t3."deletedAt" AS "deletedAt", t3.stage AS stage, t3."stageEnteredAt" AS "stageEnteredAt", t3.name AS name, t3.notes AS notes, t3.amount AS amount, t3.amount__currency AS amount__currency, t3.margin AS margin, t3.score AS score, t3."budgetConfirmed" AS "budgetConfirmed", t3."closeDate" AS "closeDate", t3."signedAt" AS "signedAt", t3.website AS website, t3.source AS source, t3."accountId" AS "accountId"
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3."accountId" = t1.id AND t3.score > $1::INTEGER ORDER BY t3.score DESC NULLS FIRST, t3.id DESC
 LIMIT 2) AS q5) AS q7) AS q8) AS j9) AS "deals"
FROM t_world.account AS t1
WHERE t1.id = $2::UUID AND t1."deletedAt" IS NULL) AS j10) AS root_0
FROM t_world.sluice_head
