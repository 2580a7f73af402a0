WITH s3 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg((SELECT row_to_json(j19) AS row_to_json_1
FROM (SELECT q10.rank AS "rank", CASE WHEN (q10.place = 0) THEN CAST('account' AS TEXT) WHEN (q10.place = 1) THEN CAST('contact' AS TEXT) WHEN (q10.place = 2) THEN CAST('deal' AS TEXT) END AS "object", q10.title AS "title", CAST('SearchHit' AS TEXT) AS "__typename", CASE WHEN (q10.place = 0) THEN (SELECT row_to_json(j12) AS row_to_json_2
FROM (SELECT t11.id AS "id", CAST('Account' AS TEXT) AS "__typename", t11.name AS "name", t11.sector AS "sector"
FROM t_world.account AS t11
WHERE t11.id = q10.id) AS j12) WHEN (q10.place = 1) THEN (SELECT row_to_json(j16) AS row_to_json_3
FROM (SELECT t13.id AS "id", CAST('Contact' AS TEXT) AS "__typename", t13.name AS "name", (SELECT row_to_json(j15) AS row_to_json_4
FROM (SELECT t14.name AS "name"
FROM t_world.account AS t14
WHERE t14.id = t13."accountId" AND t14."deletedAt" IS NULL) AS j15) AS "account"
FROM t_world.contact AS t13
WHERE t13.id = q10.id) AS j16) WHEN (q10.place = 2) THEN (SELECT row_to_json(j18) AS row_to_json_5
FROM (SELECT t17.id AS "id", CAST('Deal' AS TEXT) AS "__typename", t17.name AS "name"
FROM t_world.deal AS t17
WHERE t17.id = q10.id) AS j18) END AS "node") AS j19) ORDER BY q10.rank DESC, q10.place, q10.id), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT u9.rank AS rank, u9.place AS place, u9.id AS id, u9.title AS title
FROM (SELECT q4.rank AS rank, q4.place AS place, q4.id AS id, q4.title AS title
FROM (SELECT CAST(CAST(ts_rank(t1.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_1
FROM s3)) AS DOUBLE PRECISION) * 2 AS REAL) AS rank, 0 AS place, t1.id AS id, t1.name AS title
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL AND (t1.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_2
FROM s3)) ORDER BY rank DESC, t1.id
 LIMIT 3) AS q4 UNION ALL SELECT q6.rank AS rank, q6.place AS place, q6.id AS id, q6.title AS title
FROM (SELECT CAST(CAST(ts_rank(t5.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_3
FROM s3)) AS DOUBLE PRECISION) * 2 AS REAL) AS rank, 1 AS place, t5.id AS id, t5.name AS title
FROM t_world.contact AS t5
WHERE t5."deletedAt" IS NULL AND (t5.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_4
FROM s3)) ORDER BY rank DESC, t5.id
 LIMIT 3) AS q6 UNION ALL SELECT q8.rank AS rank, q8.place AS place, q8.id AS id, q8.title AS title
FROM (SELECT CAST(CAST(ts_rank(t7.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_5
FROM s3)) AS DOUBLE PRECISION) * 2 AS REAL) AS rank, 2 AS place, t7.id AS id, t7.name AS title
FROM t_world.deal AS t7
WHERE t7."deletedAt" IS NULL AND (t7.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_6
FROM s3)) ORDER BY rank DESC, t7.id
 LIMIT 3) AS q8) AS u9 ORDER BY u9.rank DESC, u9.place, u9.id
 LIMIT 3) AS q10) AS root_0
FROM t_world.sluice_head
