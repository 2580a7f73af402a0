SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg(coalesce((SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT t3.name AS "title", t3.id AS "id"
FROM t_world.account AS t3
WHERE t3.id = n2.id AND t3."deletedAt" IS NULL) AS j4), (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT t5.id AS "id"
FROM t_world.contact AS t5
WHERE t5.id = n2.id AND t5."deletedAt" IS NULL) AS j6), (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT t7.name AS "name", (SELECT row_to_json(j9) AS row_to_json_4
FROM (SELECT t8.name AS "name"
FROM t_world.account AS t8
WHERE t8.id = t7."accountId" AND t8."deletedAt" IS NULL) AS j9) AS "account", t7.id AS "id"
FROM t_world.deal AS t7
WHERE t7.id = n2.id AND t7."deletedAt" IS NULL) AS j10), CAST(NULL AS JSON)) ORDER BY n2.position), CAST('[]' AS JSON)) AS coalesce_1
FROM unnest($1::UUID[]) WITH ORDINALITY AS n2(id, position)) AS root_0
FROM t_world.sluice_head
