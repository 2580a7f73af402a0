SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name", (SELECT u3."dealCount" AS "dealCount"
FROM (SELECT count(*) AS "dealCount"
FROM t_world.deal AS t2
WHERE t2."accountId" = t1.id AND t2."deletedAt" IS NULL) AS u3) AS "dealCount", (SELECT CASE WHEN (u5."openAmount" IS NOT NULL) THEN json_build_object('amount', CAST(u5."openAmount" AS TEXT), 'currency', u5."openAmount__currency") END AS anon_1
FROM (SELECT CASE WHEN (min(t4.amount__currency) = max(t4.amount__currency)) THEN nullif(nullif(least(greatest(round(sum(t4.amount), 2), -1e38), 1e38), -1e38), 1e38) END AS "openAmount", CASE WHEN (min(t4.amount__currency) = max(t4.amount__currency)) THEN min(t4.amount__currency) END AS "openAmount__currency"
FROM t_world.deal AS t4
WHERE t4."accountId" = t1.id AND t4."deletedAt" IS NULL AND NOT coalesce(t4.stage = $1::VARCHAR, false)) AS u5) AS "openAmount"
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL AND (SELECT count(*) AS "dealCount"
FROM t_world.deal AS t6
WHERE t6."accountId" = t1.id AND t6."deletedAt" IS NULL) >= $2::INTEGER ORDER BY t1.id ASC
 LIMIT 20) AS q8) AS "nodes") AS j9) AS root_0, (SELECT coalesce(json_agg(j15), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT json_build_array((SELECT row_to_json(j14) AS row_to_json_2
FROM (SELECT g13.k0 AS "value") AS j14)) AS "keys", g13.n AS "count"
FROM (SELECT b12.k0 AS k0, count(*) AS n
FROM (SELECT (SELECT count(*) AS "dealCount"
FROM t_world.deal AS t11
WHERE t11."accountId" = t10.id AND t11."deletedAt" IS NULL) AS k0
FROM t_world.account AS t10
WHERE t10."deletedAt" IS NULL) AS b12 GROUP BY b12.k0 ORDER BY b12.k0 ASC
 LIMIT 100) AS g13) AS j15) AS root_1
FROM t_world.sluice_head
