WITH s3 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL AND (t1.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_1
FROM s3))) AS "totalCount") AS j4) AS root_0, (SELECT coalesce(json_agg((SELECT row_to_json(j13) AS row_to_json_2
FROM (SELECT q12.title AS "title") AS j13) ORDER BY q12.rank DESC, q12.place, q12.id), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT u11.rank AS rank, u11.place AS place, u11.id AS id, u11.title AS title
FROM (SELECT q6.rank AS rank, q6.place AS place, q6.id AS id, q6.title AS title
FROM (SELECT CAST(CAST(ts_rank(t5.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s3)) AS DOUBLE PRECISION) * 1 AS REAL) AS rank, 0 AS place, t5.id AS id, t5.name AS title
FROM t_world.account AS t5
WHERE t5."deletedAt" IS NULL AND (t5.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_3
FROM s3)) ORDER BY rank DESC, t5.id
 LIMIT 20) AS q6 UNION ALL SELECT q8.rank AS rank, q8.place AS place, q8.id AS id, q8.title AS title
FROM (SELECT CAST(CAST(ts_rank(t7.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_4
FROM s3)) AS DOUBLE PRECISION) * 2 AS REAL) AS rank, 1 AS place, t7.id AS id, t7.name AS title
FROM t_world.contact AS t7
WHERE t7."deletedAt" IS NULL AND (t7.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_5
FROM s3)) ORDER BY rank DESC, t7.id
 LIMIT 20) AS q8 UNION ALL SELECT q10.rank AS rank, q10.place AS place, q10.id AS id, q10.title AS title
FROM (SELECT CAST(CAST(ts_rank(t9.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_6
FROM s3)) AS DOUBLE PRECISION) * 2 AS REAL) AS rank, 2 AS place, t9.id AS id, t9.name AS title
FROM t_world.deal AS t9
WHERE t9."deletedAt" IS NULL AND t9."ownerId" = $2::UUID AND (t9.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_7
FROM s3)) ORDER BY rank DESC, t9.id
 LIMIT 20) AS q10) AS u11 ORDER BY u11.rank DESC, u11.place, u11.id
 LIMIT 20) AS q12) AS root_1
FROM t_world.sluice_head
