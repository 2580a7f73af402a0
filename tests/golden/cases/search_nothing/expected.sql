WITH s3 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words),
s7 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($2::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j4) AS row_to_json_1
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL AND (t1.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s3.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_1
FROM s3))) AS "totalCount") AS j4) AS root_0, (SELECT row_to_json(j11) AS row_to_json_2
FROM (SELECT (SELECT count(*) AS count_2
FROM t_world.deal AS t5
WHERE t5."deletedAt" IS NULL AND (t5.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s7.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_2
FROM s7))) AS "totalCount", (SELECT coalesce(json_agg(q10), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q9.id AS "id"
FROM (SELECT t8.id AS id, t8.version AS version, t8."createdAt" AS "createdAt", t8."createdBy" AS "createdBy", t8."updatedAt" AS "updatedAt", t8."updatedBy" AS "updatedBy", t8."ownerId" AS "ownerId", t8."deletedAt" AS "deletedAt", t8.stage AS stage, t8."stageEnteredAt" AS "stageEnteredAt", t8.name AS name, t8.notes AS notes, t8.amount AS amount, t8.amount__currency AS amount__currency, t8.margin AS margin, t8.score AS score, t8."budgetConfirmed" AS "budgetConfirmed", t8."closeDate" AS "closeDate", t8."signedAt" AS "signedAt", t8.website AS website, t8.source AS source, t8."accountId" AS "accountId", CAST(ts_rank(t8.sluice_search, (SELECT CAST(ltrim(regexp_replace(s7.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_3
FROM s7)) AS DOUBLE PRECISION) AS "§key0"
FROM t_world.deal AS t8
WHERE t8."deletedAt" IS NULL AND (t8.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s7.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_4
FROM s7)) ORDER BY CAST(ts_rank(t8.sluice_search, (SELECT CAST(ltrim(regexp_replace(s7.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_3
FROM s7)) AS DOUBLE PRECISION) DESC, coalesce(t8.id, t8.id) ASC
 LIMIT 20) AS q9) AS q10) AS "nodes") AS j11) AS root_1, (SELECT row_to_json(j13) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_3
FROM t_world.deal AS t12
WHERE t12."deletedAt" IS NULL) AS "totalCount") AS j13) AS root_2
FROM t_world.sluice_head
