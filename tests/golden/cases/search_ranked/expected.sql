WITH s3 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j8) AS row_to_json_1
FROM (SELECT coalesce(json_agg(json_build_object(CAST('cursor' AS TEXT), q7."§cursor", CAST('node' AS TEXT), q7."§0") ORDER BY q7."§row" ASC) FILTER (WHERE q7."§row" <= 2), CAST('[]' AS JSON)) AS "edges", json_build_object(CAST('hasNextPage' AS TEXT), count(*) > 2) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q6."§cursor" AS "§cursor", q6."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array(CAST('<order>' AS TEXT), CAST(q4."§key0" AS TEXT), CAST(q4.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j5) AS row_to_json_2
FROM (SELECT q4.name AS "name", q4.email AS "email") AS j5) AS "§0"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.name AS name, t1.email AS email, t1."accountId" AS "accountId", CAST(ts_rank(t1.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_1
FROM s3)) AS DOUBLE PRECISION) AS "§key0"
FROM t_world.contact AS t1
WHERE t1."deletedAt" IS NULL AND (t1.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_2
FROM s3)) ORDER BY CAST(ts_rank(t1.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_1
FROM s3)) AS DOUBLE PRECISION) DESC, coalesce(t1.id, t1.id) ASC
 LIMIT 3) AS q4) AS q6) AS q7) AS j8) AS root_0
FROM t_world.sluice_head
