SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j14) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT left(coalesce(CAST(left(q7.name, 1000) AS TEXT), '') || coalesce(CAST($1::VARCHAR AS TEXT), '') || coalesce(CAST(left((SELECT t8.name
FROM t_world.account AS t8
WHERE t8.id = q7."accountId" AND t8."deletedAt" IS NULL), 1000) AS TEXT), '') || coalesce(CAST($2::VARCHAR AS TEXT), '') || coalesce(CAST(left((SELECT t10.name
FROM t_world.account AS t9 JOIN t_world.account AS t10 ON t10.id = t9."parentId"
WHERE t9.id = q7."accountId" AND t9."deletedAt" IS NULL AND t10."deletedAt" IS NULL), 1000) AS TEXT), ''), 1000) AS "heading", CAST(nullif(nullif(least(greatest(round(q7.amount / CAST(nullif((SELECT (SELECT CASE WHEN (min(t12.amount__currency) = max(t12.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t12.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount"
FROM t_world.deal AS t12
WHERE t12."accountId" = t11.id AND t12."deletedAt" IS NULL AND NOT coalesce(t12.stage = $3::VARCHAR, false)) AS anon_1
FROM t_world.account AS t11
WHERE t11.id = q7."accountId" AND t11."deletedAt" IS NULL), $4::INTEGER) AS NUMERIC), 3), -1e38), 1e38), -1e38), 1e38) AS TEXT) AS "share"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId", nullif(nullif(least(greatest(round(t1.amount / CAST(nullif((SELECT (SELECT CASE WHEN (min(t3.amount__currency) = max(t3.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t3.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount"
FROM t_world.deal AS t3
WHERE t3."accountId" = t2.id AND t3."deletedAt" IS NULL AND NOT coalesce(t3.stage = $5::VARCHAR, false)) AS anon_2
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL), $6::INTEGER) AS NUMERIC), 3), -1e38), 1e38), -1e38), 1e38) AS "§key0"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND nullif(nullif(least(greatest(round(t1.amount / CAST(nullif((SELECT (SELECT CASE WHEN (min(t5.amount__currency) = max(t5.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t5.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount"
FROM t_world.deal AS t5
WHERE t5."accountId" = t4.id AND t5."deletedAt" IS NULL AND NOT coalesce(t5.stage = $7::VARCHAR, false)) AS anon_3
FROM t_world.account AS t4
WHERE t4.id = t1."accountId" AND t4."deletedAt" IS NULL), $8::INTEGER) AS NUMERIC), 3), -1e38), 1e38), -1e38), 1e38) > $9::NUMERIC ORDER BY nullif(nullif(least(greatest(round(t1.amount / CAST(nullif((SELECT (SELECT CASE WHEN (min(t3.amount__currency) = max(t3.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t3.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount"
FROM t_world.deal AS t3
WHERE t3."accountId" = t2.id AND t3."deletedAt" IS NULL AND NOT coalesce(t3.stage = $5::VARCHAR, false)) AS anon_2
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL), $6::INTEGER) AS NUMERIC), 3), -1e38), 1e38), -1e38), 1e38) DESC NULLS LAST, t1.id ASC
 LIMIT 5) AS q7) AS q13) AS "nodes") AS j14) AS root_0
FROM t_world.sluice_head
