SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT g5.k0 AS "value") AS j6)) AS "keys", g5.n AS "count", (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT g5.a0 AS "amount") AS j7) AS "sum"
FROM (SELECT c3.k0 AS k0, CAST(coalesce(sum(c3.s0), 0) AS BIGINT) AS n, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(c3.s1 AS TEXT), CAST('currency' AS TEXT), c3.c) ORDER BY c3.c) FILTER (WHERE c3.c IS NOT NULL), CAST('[]' AS JSON)) AS a0
FROM (SELECT b2.k0 AS k0, b2.m_amount__currency AS c, count(*) AS s0, sum(b2.m_amount) AS s1
FROM (SELECT t1.source AS k0, t1.amount AS m_amount, t1.amount__currency AS m_amount__currency
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0, b2.m_amount__currency) AS c3 GROUP BY c3.k0 ORDER BY max(c3.s1) FILTER (WHERE c3.c = $1::VARCHAR) DESC NULLS LAST, CAST(coalesce(sum(c3.s0), 0) AS BIGINT) ASC NULLS LAST, array_position(CAST(ARRAY[CAST('web' AS TEXT), CAST('referral' AS TEXT)] AS TEXT[]), c3.k0) ASC
 LIMIT 2) AS g5) AS j8) AS root_0
FROM t_world.sluice_head
