SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL AND t2.score > $1::BIGINT) AS "totalCount", (SELECT coalesce(json_agg(q4), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t3.name AS "name", t3.score AS "score"
FROM t_world.deal AS t3
WHERE t3."deletedAt" IS NULL AND t3.score > $2::BIGINT ORDER BY t3.id ASC
 LIMIT $3::BIGINT) AS q4) AS "nodes") AS j5) AS TEXT) AS root_0, CAST((SELECT row_to_json(j8) AS row_to_json_2
FROM (SELECT t6.name AS "name"
FROM t_world.deal AS t6
WHERE t6.id = $4::UUID AND t6."deletedAt" IS NULL AND t6.score > $5::BIGINT) AS j8) AS TEXT) AS root_1, CAST((SELECT row_to_json(j11) AS row_to_json_3
FROM (SELECT t9.name AS "name"
FROM t_world.deal AS t9
WHERE t9.id = $6::UUID AND t9."deletedAt" IS NULL AND t9.score > $7::BIGINT) AS j11) AS TEXT) AS root_2
FROM t_world.sluice_head
