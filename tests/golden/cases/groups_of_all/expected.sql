SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(j9), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT json_build_array() AS "keys", g4.n AS "count", g4.a0 AS "stages", g4.a1 AS "scores", (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT g4.a2 AS "score", g4.a3 AS "margin", g4.a4 AS "amount") AS j5) AS "sum", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT g4.a5 AS "score", g4.a6 AS "margin") AS j6) AS "avg", (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT g4.a7 AS "score", g4.a8 AS "closeDate", g4.a9 AS "signedAt") AS j7) AS "min", (SELECT row_to_json(j8) AS row_to_json_4
FROM (SELECT g4.a10 AS "score", g4.a11 AS "closeDate", g4.a12 AS "signedAt") AS j8) AS "max"
FROM (SELECT max(c3.s0) FILTER (WHERE c3.level = 1) AS n, max(c3.s1) FILTER (WHERE c3.level = 1) AS a0, max(c3.s2) FILTER (WHERE c3.level = 1) AS a1, CAST(max(c3.s3) FILTER (WHERE c3.level = 1) AS TEXT) AS a2, CAST(max(c3.s4) FILTER (WHERE c3.level = 1) AS TEXT) AS a3, coalesce(json_agg(json_build_object(CAST('currency' AS TEXT), c3.c_amount__currency, CAST('amount' AS TEXT), CAST(c3.s5 AS TEXT)) ORDER BY c3.c_amount__currency) FILTER (WHERE c3.level = 0 AND c3.c_amount__currency IS NOT NULL), CAST('[]' AS JSON)) AS a4, CAST(max(c3.s6) FILTER (WHERE c3.level = 1) AS TEXT) AS a5, CAST(max(c3.s7) FILTER (WHERE c3.level = 1) AS TEXT) AS a6, max(c3.s8) FILTER (WHERE c3.level = 1) AS a7, max(c3.s9) FILTER (WHERE c3.level = 1) AS a8, max(c3.s10) FILTER (WHERE c3.level = 1) AS a9, max(c3.s11) FILTER (WHERE c3.level = 1) AS a10, max(c3.s12) FILTER (WHERE c3.level = 1) AS a11, max(c3.s13) FILTER (WHERE c3.level = 1) AS a12
FROM (SELECT b2.m_amount__currency AS c_amount__currency, grouping(b2.m_amount__currency) AS level, count(*) AS s0, count(DISTINCT b2.m_stage) AS s1, count(DISTINCT b2.m_score) AS s2, sum(b2.m_score) AS s3, sum(b2.m_margin) AS s4, sum(b2.m_amount) AS s5, round(avg(b2.m_score), 4) AS s6, round(avg(b2.m_margin), 8) AS s7, min(b2.m_score) AS s8, min(b2."m_closeDate") AS s9, min(b2."m_signedAt") AS s10, max(b2.m_score) AS s11, max(b2."m_closeDate") AS s12, max(b2."m_signedAt") AS s13
FROM (SELECT t1.stage AS m_stage, t1.score AS m_score, t1.margin AS m_margin, t1.amount AS m_amount, t1.amount__currency AS m_amount__currency, t1."closeDate" AS "m_closeDate", t1."signedAt" AS "m_signedAt"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL) AS b2 GROUP BY GROUPING SETS((), (b2.m_amount__currency))) AS c3
 LIMIT 100) AS g4) AS j9) AS root_0
FROM t_world.sluice_head
