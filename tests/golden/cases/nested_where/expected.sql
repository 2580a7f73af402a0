SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT coalesce(json_agg(q9."§0" ORDER BY q9."§row" DESC) FILTER (WHERE q9."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "nodes", json_build_object(CAST('hasPreviousPage' AS TEXT), count(*) > $1::BIGINT) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q8."§cursor" AS "§cursor", q8."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q6.score AS TEXT), CAST(q6.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT q6.name AS "name") AS j7) AS "§0"
FROM (SELECT t4.id AS id, t4.version AS version, t4."createdAt" AS "createdAt", t4."createdBy" AS "createdBy", t4."updatedAt" AS "updatedAt", t4."updatedBy" AS "updatedBy", t4."ownerId" AS "ownerId", t4."deletedAt" AS "deletedAt", t4.stage AS stage, t4.name AS name, t4.notes AS notes, t4.amount AS amount, t4.amount__currency AS amount__currency, t4.margin AS margin, t4.score AS score, t4."budgetConfirmed" AS "budgetConfirmed", t4."closeDate" AS "closeDate", t4."signedAt" AS "signedAt", t4.website AS website, t4.source AS source, t4."accountId" AS "accountId"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."accountId" = t1.id AND t4.score > $2::INTEGER ORDER BY t4.score DESC NULLS FIRST, t4.id DESC
 LIMIT $3::BIGINT) AS q6) AS q8) AS q9) AS j10) AS "deals"
FROM t_world.account AS t1
WHERE t1.id = $4::UUID AND t1."deletedAt" IS NULL) AS j11) AS TEXT) AS root_0
FROM t_world.sluice_head
