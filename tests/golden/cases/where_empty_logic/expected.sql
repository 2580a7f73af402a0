SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j3) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND true) AS "totalCount") AS j3) AS TEXT) AS root_0, CAST((SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT (SELECT count(*) AS count_2
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL AND false) AS "totalCount") AS j6) AS TEXT) AS root_1
FROM t_world.sluice_head
