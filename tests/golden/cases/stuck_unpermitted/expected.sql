SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (WITH g7 AS
(SELECT r6.stage AS stage, r6.permitted AS permitted, r6.failing AS failing, count(*) AS n
FROM (SELECT t1.stage AS stage, false AS permitted, CASE WHEN (t1.stage = CAST('lead' AS TEXT)) THEN array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(t1."budgetConfirmed" = true, false) THEN 0 END, CASE WHEN NOT coalesce(t1.score >= $1::BIGINT, false) THEN 1 END, CASE WHEN NOT coalesce((SELECT t4.sector
FROM t_world.account AS t4
WHERE t4.id = t1."accountId" AND t4."deletedAt" IS NULL) = $2::VARCHAR, false) THEN 2 END] AS INTEGER[]), NULL) WHEN (t1.stage = CAST('qualified' AS TEXT)) THEN array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(t1.margin > $3::NUMERIC, false) THEN 3 END] AS INTEGER[]), NULL) ELSE CAST('{}' AS INTEGER[]) END AS failing
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.score > $4::BIGINT AND CASE WHEN (t1.stage = CAST('lead' AS TEXT)) THEN NOT (false AND (coalesce(t1."budgetConfirmed" = true, false) AND coalesce(t1.score >= $5::BIGINT, false) AND coalesce((SELECT t2.sector
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL) = $6::VARCHAR, false) OR true)) WHEN (t1.stage = CAST('qualified' AS TEXT)) THEN NOT (false AND (coalesce(t1.margin > $7::NUMERIC, false) OR true)) WHEN (t1.stage = CAST('lost' AS TEXT)) THEN NOT (false AND true) ELSE false END) AS r6 GROUP BY r6.stage, r6.permitted, r6.failing)
 SELECT (SELECT row_to_json(j15) AS row_to_json_1
FROM (SELECT (SELECT CAST(coalesce(sum(g7.n), 0) AS BIGINT) AS coalesce_1
FROM g7) AS "totalCount", (SELECT CAST(coalesce(sum(g7.n), 0) AS BIGINT) AS coalesce_2
FROM g7
WHERE NOT g7.permitted) AS "unpermitted", (SELECT coalesce(json_agg((SELECT row_to_json(j14) AS row_to_json_2
FROM (SELECT c13.sentence AS "sentence", c13.field AS "field", c13.operator AS "operator", c13.redacted AS "redacted", f8.records AS "records", coalesce(o12.records, 0) AS "opens") AS j14) ORDER BY f8.records DESC, f8.number), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT f8s.number AS number, CAST(sum(f8s.n) AS BIGINT) AS records
FROM (SELECT anon_2.number AS number, g7.n AS n
FROM g7 JOIN unnest(g7.failing) AS anon_2(number) ON true) AS f8s GROUP BY f8s.number) AS f8 JOIN (SELECT 0 AS number, CAST('budgetConfirmed' AS TEXT) AS field, CAST('==' AS TEXT) AS operator, false AS redacted, CAST('预算已确认 必须为 是' AS TEXT) AS sentence UNION ALL SELECT 1 AS number, CAST('score' AS TEXT) AS field, CAST('>=' AS TEXT) AS operator, false AS redacted, CAST('评分 必须不小于 60' AS TEXT) AS sentence UNION ALL SELECT 2 AS number, CAST(NULL AS TEXT) AS field, CAST(NULL AS TEXT) AS operator, true AS redacted, CAST('你的角色无权查看的条件' AS TEXT) AS sentence UNION ALL SELECT 3 AS number, CAST('margin' AS TEXT) AS field, CAST('>' AS TEXT) AS operator, false AS redacted, CAST('毛利 必须大于 0' AS TEXT) AS sentence) AS c13 ON c13.number = f8.number LEFT OUTER JOIN (SELECT o12s.number AS number, CAST(sum(o12s.n) AS BIGINT) AS records
FROM (SELECT a11.number AS number, a11.n AS n
FROM (SELECT DISTINCT l10.stage AS stage, l10.failing AS failing, l10.n AS n, l10."left"[$8::INTEGER] AS number
FROM (SELECT g7.stage AS stage, g7.failing AS failing, g7.n AS n, (SELECT array_agg(anon_3.number) AS array_agg_1
FROM unnest(g7.failing) AS anon_3(number)
WHERE anon_3.number = any(w9.numbers)) AS "left"
FROM g7 JOIN (SELECT CAST('lead' AS TEXT) AS source, CAST(ARRAY[0, 1, 2] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('lead' AS TEXT) AS source, CAST(ARRAY[]::INTEGER[] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('qualified' AS TEXT) AS source, CAST(ARRAY[3] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('qualified' AS TEXT) AS source, CAST(ARRAY[]::INTEGER[] AS INTEGER[]) AS numbers UNION ALL SELECT CAST('lost' AS TEXT) AS source, CAST(ARRAY[]::INTEGER[] AS INTEGER[]) AS numbers) AS w9 ON w9.source = g7.stage
WHERE g7.permitted) AS l10
WHERE cardinality(l10."left") = 1) AS a11) AS o12s GROUP BY o12s.number) AS o12 ON o12.number = f8.number) AS "clauses") AS j15) AS anon_1) AS root_0
FROM t_world.sluice_head
