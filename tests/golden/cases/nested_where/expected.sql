SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j10) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j9) AS row_to_json_2
FROM (SELECT coalesce(json_agg(q8."§0" ORDER BY q8."§row" DESC) FILTER (WHERE q8."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "nodes", json_build_object(CAST('hasPreviousPage' AS TEXT), count(*) > $1::BIGINT) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q7."§cursor" AS "§cursor", q7."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(t4.score AS TEXT), CAST(t4.id AS TEXT)) AS TEXT), $2::VARCHAR), $3::VARCHAR), $4::VARCHAR, $5::VARCHAR) AS "§cursor", (SELECT row_to_json(j5) AS row_to_json_3
FROM (SELECT t4.name AS "name") AS j5) AS "§0"
FROM t_world.deal AS t4
WHERE t4."deletedAt" IS NULL AND t4."accountId" = t1.id AND t4.score > $6::INTEGER ORDER BY t4.score DESC NULLS FIRST, t4.id DESC
 LIMIT $7::BIGINT) AS q7) AS q8) AS j9) AS "deals"
FROM t_world.account AS t1
WHERE t1.id = $8::UUID AND t1."deletedAt" IS NULL) AS j10) AS TEXT) AS root_0
FROM t_world.sluice_head
