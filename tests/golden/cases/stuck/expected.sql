SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (WITH g9 AS
(SELECT r8.stage AS stage, r8.permitted AS permitted, r8.failing AS failing, count(*) AS n
FROM (SELECT t1.stage AS stage, true AS permitted, CASE WHEN (t1.stage = CAST('lead' AS TEXT)) THEN array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(t1."budgetConfirmed" = true, false) THEN 0 END, CASE WHEN NOT coalesce(t1.score >= $1::BIGINT, false) THEN 1 END, CASE WHEN NOT coalesce((SELECT t6.sector
FROM t_world.account AS t6
WHERE t6.id = t1."accountId" AND t6."deletedAt" IS NULL) = $2::VARCHAR, false) THEN 2 END] AS INTEGER[]), NULL) WHEN (t1.stage = CAST('qualified' AS TEXT)) THEN array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(t1.margin > $3::NUMERIC, false) THEN 3 END] AS INTEGER[]), NULL) ELSE CAST('{}' AS INTEGER[]) END AS failing
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND CASE WHEN (t1.stage = CAST('lead' AS TEXT)) THEN NOT (coalesce(t1."budgetConfirmed" = true, false) AND coalesce(t1.score >= $4::BIGINT, false) AND coalesce((SELECT t2.sector
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL) = $5::VARCHAR, false)) WHEN (t1.stage = CAST('qualified' AS TEXT)) THEN NOT (coalesce(t1.margin > $6::NUMERIC, false) OR true) WHEN (t1.stage = CAST('lost' AS TEXT)) THEN false ELSE false END AND (SELECT t4.name
FROM t_world.account AS t4
WHERE t4.id = t1."accountId" AND t4."deletedAt" IS NULL) = $7::VARCHAR) AS r8 GROUP BY r8.stage, r8.permitted, r8.failing)
 SELECT (SELECT row_to_json(j25) AS row_to_json_1
FROM (SELECT (SELECT CAST(coalesce(sum(g9.n), 0) AS BIGINT) AS coalesce_1
FROM g9) AS "totalCount", (SELECT coalesce(json_agg((SELECT row_to_json(j16) AS row_to_json_2
FROM (SELECT c15.pointer AS "pointer", c15."to" AS "to", c15.sentence AS "sentence", f10.records AS "records", coalesce(o14.records, 0) AS "opens") AS j16) ORDER BY f10.records DESC, f10.number), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT f10s.number AS number, CAST(sum(f10s.n) AS BIGINT) AS records
FROM (SELECT anon_2.number AS number, g9.n AS n
FROM g9 JOIN unnest(g9.failing) AS anon_2(number) ON true) AS f10s GROUP BY f10s.number) AS f10 JOIN (SELECT 0 AS number, CAST('/stages/1/gate/and/0' AS TEXT) AS pointer, CAST('Budget confirmed must be yes' AS TEXT) AS sentence, CAST('qualified' AS TEXT) AS "to" UNION ALL SELECT 1 AS number, CAST('/stages/1/gate/and/1' AS TEXT) AS pointer, CAST('Score must be at least 60' AS TEXT) AS sentence, CAST('qualified' AS TEXT) AS "to" UNION ALL SELECT 2 AS number, CAST('/stages/1/gate/and/2' AS TEXT) AS pointer, CAST('account › Sector must be Software' AS TEXT) AS sentence, CAST('qualified' AS TEXT) AS "to" UNION ALL SELECT 3 AS number, CAST('/transitions/1/gate' AS TEXT) AS pointer, CAST('Margin must be more than 0' AS TEXT) AS sentence, CAST('won' AS TEXT) AS "to") AS c15 ON c15.number = f10.number LEFT OUTER JOIN (SELECT o14s.number AS number, CAST(sum(o14s.n) AS BIGINT) AS records
FROM (SELECT a13.number AS number, a13.n AS n
FROM (SELECT DISTINCT l12.stage AS stage, l12.failing AS failing, l12.n AS n, l12."left"[$8::INTEGER] AS number
FROM (SELECT g9.stage AS stage, g9.failing AS failing, g9.n AS n, (SELECT array_agg(anon_3.number) AS array_agg_1
FROM unnest(g9.failing) AS anon_3(number)
WHERE anon_3.number = any(w11.numbers)) AS "left"
FROM g9 JOIN (SELECT CAST('lead' AS TEXT) AS source, CAST(ARRAY[0, 1, 2] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('qualified' AS TEXT) AS source, CAST(ARRAY[3] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('qualified' AS TEXT) AS source, CAST(ARRAY[]::INTEGER[] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('lost' AS TEXT) AS source, CAST(ARRAY[]::INTEGER[] AS INTEGER[]) AS numbers) AS w11 ON w11.source = g9.stage
WHERE g9.permitted) AS l12
WHERE cardinality(l12."left") = 1) AS a13) AS o14s GROUP BY o14s.number) AS o14 ON o14.number = f10.number) AS "clauses", (SELECT row_to_json(j24) AS row_to_json_3
FROM (SELECT (SELECT coalesce(json_agg(q23), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT q22.name AS "name"
FROM (SELECT t17.id AS id, t17.version AS version, t17."createdAt" AS "createdAt", t17."createdBy" AS "createdBy", t17."updatedAt" AS "updatedAt", t17."updatedBy" AS "updatedBy", t17."ownerId" AS "ownerId", t17."deletedAt" AS "deletedAt", t17.stage AS stage, t17."stageEnteredAt" AS "stageEnteredAt", t17.name AS name, t17.notes AS notes, t17.amount AS amount, t17.amount__currency AS amount__currency, t17.margin AS margin, t17.score AS score, t17."budgetConfirmed" AS "budgetConfirmed", t17."closeDate" AS "closeDate", t17."signedAt" AS "signedAt", t17.website AS website, t17.source AS source, t17."accountId" AS "accountId"
FROM t_world.deal AS t17
WHERE t17."deletedAt" IS NULL AND (SELECT t18.name
FROM t_world.account AS t18
WHERE t18.id = t17."accountId" AND t18."deletedAt" IS NULL) = $9::VARCHAR AND CASE WHEN (t17.stage = CAST('lead' AS TEXT)) THEN NOT (coalesce(t17."budgetConfirmed" = true, false) AND coalesce(t17.score >= $10::BIGINT, false) AND coalesce((SELECT t20.sector
FROM t_world.account AS t20
WHERE t20.id = t17."accountId" AND t20."deletedAt" IS NULL) = $11::VARCHAR, false)) WHEN (t17.stage = CAST('qualified' AS TEXT)) THEN NOT (coalesce(t17.margin > $12::NUMERIC, false) OR true) WHEN (t17.stage = CAST('lost' AS TEXT)) THEN false ELSE false END ORDER BY t17.name ASC, t17.id ASC
 LIMIT 10) AS q22) AS q23) AS "nodes") AS j24) AS "records") AS j25) AS anon_1) AS root_0
FROM t_world.sluice_head
