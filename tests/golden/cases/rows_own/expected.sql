SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1."ownerId" = $1::UUID) AS "totalCount", (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2."ownerId" = $1::UUID ORDER BY t2.id ASC
 LIMIT 20) AS q3) AS "nodes") AS j4) AS root_0, (SELECT row_to_json(j11) AS row_to_json_2
FROM (SELECT (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_2
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND t7."ownerId" = $1::UUID AND t7."accountId" = t5.id) AS "totalCount", (SELECT coalesce(json_agg(q9), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t8.name AS "name"
FROM t_world.deal AS t8
WHERE t8."deletedAt" IS NULL AND t8."ownerId" = $1::UUID AND t8."accountId" = t5.id ORDER BY t8.id ASC
 LIMIT 20) AS q9) AS "nodes") AS j10) AS "deals"
FROM t_world.account AS t5
WHERE t5.id = $2::UUID AND t5."deletedAt" IS NULL) AS j11) AS root_1, (SELECT row_to_json(j14) AS row_to_json_4
FROM (SELECT t12.name AS "name"
FROM t_world.deal AS t12
WHERE t12.id = $3::UUID AND t12."deletedAt" IS NULL AND t12."ownerId" = $1::UUID) AS j14) AS root_2
FROM t_world.sluice_head
