SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT coalesce(json_agg(j9), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT g6.k0 AS "value") AS j7)) AS "keys", g6.n AS "count", (SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT g6.a0 AS "amount") AS j8) AS "sum"
FROM (SELECT c4.k0 AS k0, CAST(coalesce(sum(c4.s0), 0) AS BIGINT) AS n, coalesce(json_agg(json_build_object(CAST('amount' AS TEXT), CAST(c4.s1 AS TEXT), CAST('currency' AS TEXT), c4.c) ORDER BY c4.c) FILTER (WHERE c4.c IS NOT NULL), CAST('[]' AS JSON)) AS a0
FROM (SELECT b3.k0 AS k0, b3.m_amount__currency AS c, count(*) AS s0, sum(b3.m_amount) AS s1
FROM (SELECT t2.source AS k0, t2.amount AS m_amount, t2.amount__currency AS m_amount__currency
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL) AS b3 GROUP BY b3.k0, b3.m_amount__currency) AS c4 GROUP BY c4.k0 ORDER BY max(c4.s1) FILTER (WHERE c4.c = $1::VARCHAR) DESC NULLS LAST, CAST(coalesce(sum(c4.s0), 0) AS BIGINT) ASC NULLS LAST, array_position(CAST(ARRAY[CAST('web' AS TEXT), CAST('referral' AS TEXT)] AS TEXT[]), c4.k0) ASC
 LIMIT $2::BIGINT) AS g6) AS j9) AS TEXT) AS root_0
FROM t_world.sluice_head
