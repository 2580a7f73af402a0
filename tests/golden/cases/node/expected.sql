SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT t2.id AS "id", CAST('Account' AS TEXT) AS "__typename", t2.name AS "name", t2.sector AS "sector"
FROM t_world.account AS t2
WHERE t2.id = $1::UUID AND t2."deletedAt" IS NULL) AS j3), (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT t4.id AS "id", CAST('Contact' AS TEXT) AS "__typename"
FROM t_world.contact AS t4
WHERE t4.id = $1::UUID AND t4."deletedAt" IS NULL) AS j5), (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT t6.id AS "id", CAST('Deal' AS TEXT) AS "__typename", t6.stage AS "stage"
FROM t_world.deal AS t6
WHERE t6.id = $1::UUID AND t6."deletedAt" IS NULL) AS j7), CAST(NULL AS JSON)) AS root_0
FROM t_world.sluice_head
