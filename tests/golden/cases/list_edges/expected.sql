SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CAST((SELECT row_to_json(j6) AS row_to_json_1
FROM (SELECT coalesce(json_agg(json_build_object(CAST('cursor' AS TEXT), q5."§cursor", CAST('node' AS TEXT), q5."§0") ORDER BY q5."§row" ASC) FILTER (WHERE q5."§row" <= $1::BIGINT), CAST('[]' AS JSON)) AS "edges"
FROM (SELECT row_number() OVER () AS "§row", q4."§cursor" AS "§cursor", q4."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(t2.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT t2.name AS "name") AS j3) AS "§0"
FROM t_world.deal AS t2
WHERE t2."deletedAt" IS NULL ORDER BY t2.id ASC
 LIMIT $2::BIGINT) AS q4) AS q5) AS j6) AS TEXT) AS root_0
FROM t_world.sluice_head
