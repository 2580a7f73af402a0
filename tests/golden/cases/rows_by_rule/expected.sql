SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.score > $1::BIGINT) AS "totalCount", (SELECT coalesce(json_agg(q3), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t2.name AS "name", t2.score AS "score"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.score > $2::BIGINT ORDER BY t2.id ASC
 LIMIT 20) AS q3) AS "nodes") AS j4) AS root_0, (SELECT row_to_json(j7) AS row_to_json_2
FROM (SELECT t5.name AS "name"
FROM t_world.deal AS t5
WHERE t5.id = $3::UUID AND t5."deletedAt" IS NULL AND t5.score > $4::BIGINT) AS j7) AS root_1, (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT t8.name AS "name"
FROM t_world.deal AS t8
WHERE t8.id = $5::UUID AND t8."deletedAt" IS NULL AND t8.score > $6::BIGINT) AS j10) AS root_2
FROM t_world.sluice_head
