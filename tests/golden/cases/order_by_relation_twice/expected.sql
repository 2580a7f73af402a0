SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT coalesce(json_agg(json_build_object(CAST('cursor' AS TEXT), q7."§cursor", CAST('node' AS TEXT), q7."§0") ORDER BY q7."§row" ASC) FILTER (WHERE q7."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "edges"
FROM (SELECT row_number() OVER () AS "§row", q6."§cursor" AS "§cursor", q6."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(t4.employees AS TEXT), CAST(t2.name AS TEXT), CAST(t2.id AS TEXT)) AS TEXT), $2::VARCHAR), $3::VARCHAR), $4::VARCHAR, $5::VARCHAR) AS "§cursor", (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT t2.name AS "name") AS j5) AS "§0"
FROM t_world.deal AS t2 LEFT OUTER JOIN t_world.account AS t3 ON t3.id = t2."accountId" AND t3."deletedAt" IS NULL LEFT OUTER JOIN t_world.account AS t4 ON t4.id = t3."parentId" AND t4."deletedAt" IS NULL
WHERE t2."deletedAt" IS NULL ORDER BY t4.employees ASC NULLS FIRST, t2.name ASC, t2.id ASC
 LIMIT $6::BIGINT) AS q6) AS q7) AS j8) AS TEXT) AS root_0
FROM t_world.sluice_head
