WITH s3 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.contact AS t1
WHERE t1."deletedAt" IS NULL AND (t1.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_1
FROM s3))) AS "totalCount", (SELECT coalesce(json_agg(q6), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q5.name AS "name", q5.email AS "email"
FROM (SELECT t4.id AS id, t4.version AS version, t4."createdAt" AS "createdAt", t4."createdBy" AS "createdBy", t4."updatedAt" AS "updatedAt", t4."updatedBy" AS "updatedBy", t4."ownerId" AS "ownerId", t4."deletedAt" AS "deletedAt", t4.name AS name, t4.email AS email, t4."accountId" AS "accountId", CAST(ts_rank(t4.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s3)) AS DOUBLE PRECISION) AS "§key0"
FROM t_world.contact AS t4
WHERE t4."deletedAt" IS NULL AND (t4.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_3
FROM s3)) ORDER BY CAST(ts_rank(t4.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s3)) AS DOUBLE PRECISION) DESC, coalesce(t4.id, t4.id) ASC
 LIMIT 20) AS q5) AS q6) AS "nodes") AS j7) AS root_0
FROM t_world.sluice_head
