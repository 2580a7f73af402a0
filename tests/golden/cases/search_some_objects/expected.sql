WITH s3 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT coalesce(json_agg((SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT CASE WHEN (q6.place = 0) THEN CAST('deal' AS TEXT) END AS "object", q6.title AS "title") AS j7) ORDER BY q6.rank DESC, q6.place, q6.id), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT u5.rank AS rank, u5.place AS place, u5.id AS id, u5.title AS title
FROM (SELECT q4.rank AS rank, q4.place AS place, q4.id AS id, q4.title AS title
FROM (SELECT CAST(CAST(ts_rank(t1.sluice_search, (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_1
FROM s3)) AS DOUBLE PRECISION) * 2 AS REAL) AS rank, 0 AS place, t1.id AS id, t1.name AS title
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND t1.score > $2::BIGINT AND (t1.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_2
FROM s3)) ORDER BY rank DESC, t1.id
 LIMIT 20) AS q4) AS u5 ORDER BY u5.rank DESC, u5.place, u5.id
 LIMIT 20) AS q6) AS root_0, CAST('[]' AS JSON) AS root_1
FROM t_world.sluice_head
