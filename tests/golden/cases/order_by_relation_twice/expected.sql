SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT coalesce(json_agg(json_build_object(CAST('cursor' AS TEXT), q7."§cursor", CAST('node' AS TEXT), q7."§0") ORDER BY q7."§row" ASC) FILTER (WHERE q7."§row" <= 20), CAST('[]' AS JSON)) AS "edges"
FROM (SELECT row_number() OVER () AS "§row", q6."§cursor" AS "§cursor", q6."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q4."§key0" AS TEXT), CAST(q4.name AS TEXT), CAST(q4.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT q4.name AS "name") AS j5) AS "§0"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId", t3.employees AS "§key0"
FROM t_world.deal AS t1 LEFT OUTER JOIN t_world.account AS t2 ON t2.id = t1."accountId" AND t2."deletedAt" IS NULL LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."parentId" AND t3."deletedAt" IS NULL
WHERE t1."deletedAt" IS NULL ORDER BY t3.employees ASC NULLS FIRST, t1.name ASC, t1.id ASC
 LIMIT 21) AS q4) AS q6) AS q7) AS j8) AS root_0
FROM t_world.sluice_head
