SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t1.name AS "name"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND NOT (EXISTS (SELECT 1
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL)) ORDER BY t1.id ASC
 LIMIT 20) AS q3) AS "nodes") AS j4) AS root_0, (SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT (SELECT coalesce(json_agg(q7), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t5.name AS "name"
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL AND (EXISTS (SELECT 1
FROM t_world.account AS t6
WHERE t6.id = t5."accountId" AND t6."deletedAt" IS NULL)) ORDER BY t5.id ASC
 LIMIT 20) AS q7) AS "nodes") AS j8) AS root_1, (SELECT row_to_json(j11) AS row_to_json_3
FROM (SELECT (SELECT coalesce(json_agg(q10), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT t9.name AS "name"
FROM t_world.deal AS t9
WHERE t9."deletedAt" IS NULL AND t9."accountId" IS NULL ORDER BY t9.id ASC
 LIMIT 20) AS q10) AS "nodes") AS j11) AS root_2
FROM t_world.sluice_head
