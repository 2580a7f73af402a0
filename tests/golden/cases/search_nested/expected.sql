WITH s5 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($1::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT (SELECT coalesce(json_agg(q10), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q2.name AS "name", (SELECT row_to_json(j9) AS row_to_json_2
FROM (SELECT (SELECT count(*) AS count_1
FROM t_world.contact AS t3
WHERE t3."deletedAt" IS NULL AND t3."accountId" = q2.id AND (t3.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s5.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_1
FROM s5))) AS "totalCount", (SELECT coalesce(json_agg(q8), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT q7.name AS "name"
FROM (SELECT t6.id AS id, t6.version AS version, t6."createdAt" AS "createdAt", t6."createdBy" AS "createdBy", t6."updatedAt" AS "updatedAt", t6."updatedBy" AS "updatedBy", t6."ownerId" AS "ownerId", t6."deletedAt" AS "deletedAt", t6.name AS name, t6.email AS email, t6."accountId" AS "accountId", CAST(ts_rank(t6.sluice_search, (SELECT CAST(ltrim(regexp_replace(s5.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s5)) AS DOUBLE PRECISION) AS "§key0"
FROM t_world.contact AS t6
WHERE t6."deletedAt" IS NULL AND t6."accountId" = q2.id AND (t6.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s5.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_3
FROM s5)) ORDER BY CAST(ts_rank(t6.sluice_search, (SELECT CAST(ltrim(regexp_replace(s5.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s5)) AS DOUBLE PRECISION) DESC, coalesce(t6.id, t6.id) ASC
 LIMIT 20) AS q7) AS q8) AS "nodes") AS j9) AS "contacts"
FROM (SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.name AS name, t1.sector AS sector, t1.employees AS employees, t1.secret AS secret, t1."parentId" AS "parentId"
FROM t_world.account AS t1
WHERE t1."deletedAt" IS NULL ORDER BY t1.name ASC, t1.id ASC
 LIMIT 20) AS q2) AS q10) AS "nodes") AS j11) AS root_0
FROM t_world.sluice_head
