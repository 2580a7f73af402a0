SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j9), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array((SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT g7.k0 AS "value") AS j8)) AS "keys", g7.n AS "count"
FROM (SELECT c3.k0 AS k0, CAST(coalesce(sum(c3.s0), 0) AS BIGINT) AS n
FROM (SELECT b2.k0 AS k0, b2.m_amount__currency AS c, count(*) AS s0, sum(b2.m_amount) AS s1, max(b2."m_closeDate") AS s2
FROM (SELECT t1.stage AS k0, t1.amount AS m_amount, t1.amount__currency AS m_amount__currency, t1."closeDate" AS "m_closeDate"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY b2.k0, b2.m_amount__currency) AS c3 GROUP BY c3.k0
HAVING (max(c3.s1) FILTER (WHERE c3.c = $1::VARCHAR) >= $2::NUMERIC OR max(c3.s2) IS NULL) AND CAST(coalesce(sum(c3.s0), 0) AS BIGINT) >= $3::BIGINT ORDER BY array_position(CAST(ARRAY[CAST('lead' AS TEXT), CAST('qualified' AS TEXT), CAST('won' AS TEXT), CAST('lost' AS TEXT)] AS TEXT[]), c3.k0) ASC
 LIMIT 100) AS g7) AS j9) AS root_0
FROM t_world.sluice_head
