SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT t3.name AS "name", (SELECT row_to_json(j9) AS row_to_json_3
FROM (SELECT t4.name AS "name", (SELECT row_to_json(j6) AS row_to_json_4
FROM (SELECT t5.name AS "name"
FROM t_world.account AS t5
WHERE t5.id = t4."parentId" AND t5."deletedAt" IS NULL) AS j6) AS "parent", (SELECT row_to_json(j8) AS row_to_json_5
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.account AS t7
WHERE t7."deletedAt" IS NULL AND t7."parentId" = t4.id) AS "totalCount") AS j8) AS "subsidiaries"
FROM t_world.account AS t4
WHERE t4.id = t3."parentId" AND t4."deletedAt" IS NULL) AS j9) AS "parent"
FROM t_world.account AS t3
WHERE t3.id = t1."accountId" AND t3."deletedAt" IS NULL) AS j10) AS "account"
FROM t_world.deal AS t1
WHERE t1.id = $1::UUID AND t1."deletedAt" IS NULL) AS j11) AS root_0
FROM t_world.sluice_head
