SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2."ownerId" = $1::UUID) AS "totalCount", (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t3.name AS "name"
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3."ownerId" = $1::UUID ORDER BY t3.id ASC
 LIMIT $2::BIGINT) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0, CAST((SELECT row_to_json(j13) AS row_to_json_2
FROM (SELECT (SELECT row_to_json(j12) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_2
FROM t_world.deal AS t9
WHERE t9."deletedAt" IS NULL AND t9."ownerId" = $1::UUID AND t9."accountId" = t6.id) AS "totalCount", (SELECT coalesce(json_agg(q11), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT t10.name AS "name"
FROM t_world.deal AS t10
WHERE t10."deletedAt" IS NULL AND t10."ownerId" = $1::UUID AND t10."accountId" = t6.id ORDER BY t10.id ASC
 LIMIT $3::BIGINT) AS q11) AS "nodes") AS j12) AS "deals"
FROM t_world.account AS t6
WHERE t6.id = $4::UUID AND t6."deletedAt" IS NULL) AS j13) AS TEXT) AS root_1, CAST((SELECT row_to_json(j16) AS row_to_json_4
FROM (SELECT t14.name AS "name"
FROM t_world.deal AS t14
WHERE t14.id = $5::UUID AND t14."deletedAt" IS NULL AND t14."ownerId" = $1::UUID) AS j16) AS TEXT) AS root_2
FROM t_world.sluice_head
