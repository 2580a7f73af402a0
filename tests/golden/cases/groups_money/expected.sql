SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT g4.k0 AS "value") AS j5)) AS "keys", g4.n AS "count", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT g4.a0 AS "amount", g4.a1 AS "score") AS j6) AS "sum", (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT g4.a2 AS "amount") AS j7) AS "max"
FROM (SELECT c3.k0 AS k0, CAST(coalesce(sum(c3.s0), 0) AS BIGINT) AS n, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(c3.s1 AS TEXT), CAST('currency' AS TEXT), c3.c) ORDER BY c3.c) FILTER (WHERE c3.c IS NOT NULL), CAST('[]' AS JSON)) AS a0, CAST(sum(c3.s2) AS TEXT) AS a1, coalesce(json_agg(json_build_object(CAST('currency' AS TEXT), c3.c, CAST('amount' AS TEXT), CAST(c3.s3 AS TEXT), CAST('__typename' AS TEXT), CAST('Money' AS TEXT)) ORDER BY c3.c) FILTER (WHERE c3.c IS NOT NULL), CAST('[]' AS JSON)) AS a2
FROM (SELECT b2.k0 AS k0, b2.m_amount__currency AS c, count(*) AS s0, sum(b2.m_amount) AS s1, sum(b2.m_score) AS s2, max(b2.m_amount) AS s3
FROM (SELECT t1.stage AS k0, t1.amount AS m_amount, t1.amount__currency AS m_amount__currency, t1.score AS m_score
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0, b2.m_amount__currency) AS c3 GROUP BY c3.k0 ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), c3.k0) ASC
 LIMIT 100) AS g4) AS j8) AS root_0
FROM t_world.sluice_head
