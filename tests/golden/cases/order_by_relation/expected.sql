SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT t4.name AS "name"
FROM t_world.account AS t4
WHERE t4.id = t2."accountId" AND t4."deletedAt" IS NULL) AS j5) AS "account"
FROM t_world.deal AS t2 LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."accountId" AND t3."deletedAt" IS NULL
WHERE t2."deletedAt" IS NULL ORDER BY t3.name DESC NULLS LAST, t2.name ASC, t2.id ASC
 LIMIT $1::BIGINT) AS q6) AS "nodes") AS j7) AS TEXT) AS root_0
FROM t_world.sluice_head
