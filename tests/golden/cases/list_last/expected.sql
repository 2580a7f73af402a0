SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT coalesce(json_agg(q5."§0" ORDER BY q5."§row" DESC) FILTER (WHERE q5."§row" <= 2), CAST('[]' AS JSON)) AS "nodes", json_build_object(CAST('hasNextPage' AS TEXT), CAST($1::BOOLEAN AS BOOLEAN), CAST('hasPreviousPage' AS TEXT), count(*) > 2) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q4."§cursor" AS "§cursor", q4."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q2.name AS TEXT), CAST(q2.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT q2.name AS "name") AS j3) AS "§0"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.name DESC, t1.id DESC
 LIMIT 3) AS q2) AS q4) AS q5) AS j6) AS root_0
FROM t_world.sluice_head
