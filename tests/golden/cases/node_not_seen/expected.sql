SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT t2.id AS "id"
FROM t_world.account AS t2
WHERE t2.id = $1::UUID AND t2."deletedAt" IS NULL) AS j3), (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT t4.id AS "id"
FROM t_world.contact AS t4
WHERE t4.id = $1::UUID AND t4."deletedAt" IS NULL) AS j5), (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT t6.id AS "id"
FROM t_world.deal AS t6
WHERE t6.id = $1::UUID AND t6."deletedAt" IS NULL AND t6."ownerId" = $2::UUID) AS j7), CAST(NULL AS JSON)) AS root_0, coalesce((SELECT row_to_json(j10) AS row_to_json_4
FROM (SELECT t9.id AS "id"
FROM t_world.account AS t9
WHERE t9.id = $3::UUID AND t9."deletedAt" IS NULL) AS j10), (SELECT row_to_json(j12) AS row_to_json_5
FROM (SELECT t11.id AS "id"
FROM t_world.contact AS t11
WHERE t11.id = $3::UUID AND t11."deletedAt" IS NULL) AS j12), (SELECT row_to_json(j14) AS row_to_json_6
FROM (SELECT t13.id AS "id"
FROM t_world.deal AS t13
WHERE t13.id = $3::UUID AND t13."deletedAt" IS NULL AND t13."ownerId" = $2::UUID) AS j14), CAST(NULL AS JSON)) AS root_1
FROM t_world.sluice_head
