WITH s4 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($2::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j9) AS row_to_json_1
FROM (SELECT coalesce(json_agg(json_build_object(CAST('cursor' AS TEXT), q8."§cursor", CAST('node' AS TEXT), q8."§0") ORDER BY q8."§row" ASC) FILTER (WHERE q8."§row" <= 2), CAST('[]' AS JSON)) AS "edges", json_build_object(CAST('hasNextPage' AS TEXT), count(*) > 2) AS "pageInfo"
FROM (SELECT row_number() OVER () AS "§row", q7."§cursor" AS "§cursor", q7."§0" AS "§0"
FROM (SELECT replace(encode(convert_to(CAST(json_build_array($1::VARCHAR, CAST(q5."§key0" AS TEXT), CAST(q5.id AS TEXT)) AS TEXT), CAST('UTF8' AS TEXT)), CAST('base64' AS TEXT)), chr(10), CAST('' AS TEXT)) AS "§cursor", (SELECT row_to_json(j6) AS row_to_json_2
FROM (SELECT q5.name AS "name", q5.email AS "email") AS j6) AS "§0"
FROM (SELECT t2.id AS id, t2.version AS version, t2."createdAt" AS "createdAt", t2."createdBy" AS "createdBy", t2."updatedAt" AS "updatedAt", t2."updatedBy" AS "updatedBy", t2."ownerId" AS "ownerId", t2."deletedAt" AS "deletedAt", t2.name AS name, t2.email AS email, t2."accountId" AS "accountId", CAST(ts_rank(t2.sluice_search, (SELECT CAST(ltrim(regexp_replace(s4.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_1
FROM s4)) AS DOUBLE PRECISION) AS "§key0"
FROM t_world.contact AS t2
WHERE t2."deletedAt" IS NULL AND (t2.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s4.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_2
FROM s4)) ORDER BY CAST(ts_rank(t2.sluice_search, (SELECT CAST(ltrim(regexp_replace(s4.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_1
FROM s4)) AS DOUBLE PRECISION) DESC, coalesce(t2.id, t2.id) ASC
 LIMIT 3) AS q5) AS q7) AS q8) AS j9) AS root_0
FROM t_world.sluice_head
