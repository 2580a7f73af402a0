SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j2) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND true) AS "totalCount") AS j2) AS root_0, (SELECT row_to_json(j4) AS row_to_json_2
FROM (SELECT (SELECT count(*) AS count_2
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND false) AS "totalCount") AS j4) AS root_1
FROM t_world.sluice_head
