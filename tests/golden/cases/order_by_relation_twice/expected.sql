SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT coalesce(json_agg(json_build_object(CAST('cursor' AS TEXT), q8."§cursor", CAST('node' AS TEXT), q8."§0") ORDER BY q8."§row" ASC) FILTER (WHERE q8."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "edges"
FROM (SELECT row_number() OVER () AS "§row", q7."§cursor" AS "§cursor", q7."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q5."§key0" AS TEXT), CAST(q5.name AS TEXT), CAST(q5.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT q5.name AS "name") AS j6) AS "§0"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.stage AS stage, t2.name AS name, t2.notes AS notes, t2.amount AS amount, t2.amount__currency AS amount__currency, t2.margin AS margin, t2.score AS score, t2."budgetConfirmed" AS "budgetConfirmed", t2."closeDate" AS "closeDate", t2."signedAt" AS "signedAt", t2.website AS website, t2.source AS source, t2."accountId" AS "accountId", t4.employees AS "§key0"
FROM t_world.deal AS t2 LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."accountId" AND t3."deletedAt" IS NULL LEFT OUTER JOIN t_world.account AS t4 ON t4.id = t3."parentId" AND t4."deletedAt" IS NULL
WHERE t2."deletedAt" IS NULL ORDER BY t4.employees ASC NULLS FIRST, t2.name ASC, t2.id ASC
 LIMIT $2::BIGINT) AS q5) AS q7) AS q8) AS j9) AS TEXT) AS root_0
FROM t_world.sluice_head
