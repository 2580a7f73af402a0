SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT json_build_object(CAST('hasNextPage' AS TEXT), count(*) > 2, CAST('hasPreviousPage' AS TEXT), CAST($1::BOOLEAN AS BOOLEAN), CAST('startCursor' AS TEXT), (array_agg(q4."§cursor" ORDER BY q4."§row" ASC) FILTER (WHERE q4."§row" <= 2))[$2::INTEGER], CAST('endCursor' AS TEXT), (array_agg(q4."§cursor" ORDER BY q4."§row" DESC) FILTER (WHERE q4."§row" <= 2))[$3::INTEGER]) AS "pageInfo", coalesce(json_agg(q4."§0" ORDER BY q4."§row" ASC) FILTER (WHERE q4."§row" <= 2), CAST('[]' AS JSON)) AS "nodes"
FROM (SELECT row_number() OVER () AS "§row", q3."§cursor" AS "§cursor", q3."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(t1.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j2) AS row_to_json_2
FROM (SELECT t1.name AS "name") AS j2) AS "§0"
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.id ASC
 LIMIT 3) AS q3) AS q4) AS j5) AS root_0
FROM t_world.sluice_head
