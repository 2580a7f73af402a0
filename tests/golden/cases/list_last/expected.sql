SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT coalesce(json_agg(q6."§0" ORDER BY q6."§row" DESC) FILTER (WHERE q6."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "nodes", json_build_object(CAST('hasNextPage' AS TEXT), CAST($2::BOOLEAN AS BOOLEAN), CAST('hasPreviousPage' AS TEXT), count(*) > $1::BIGINT) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q5."§cursor" AS "§cursor", q5."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q3.name AS TEXT), CAST(q3.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT q3.name AS "name") AS j4) AS "§0"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.stage AS stage, t2.name AS name, t2.notes AS notes, t2.amount AS amount, t2.amount__currency AS amount__currency, t2.margin AS margin, t2.score AS score, t2."budgetConfirmed" AS "budgetConfirmed", t2."closeDate" AS "closeDate", t2."signedAt" AS "signedAt", t2.website AS website, t2.source AS source, t2."accountId" AS "accountId"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.name DESC, t2.id DESC
 LIMIT $3::BIGINT) AS q3) AS q5) AS q6) AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
