WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
changed AS
(UPDATE t_world.deal SET version=(t_world.deal.version + 1), "updatedAt"=now(), "updatedBy"=$2::UUID, name=CAST($3::VARCHAR AS TEXT) WHERE (EXISTS (SELECT 1
FROM guard)) AND t_world.deal.id = $4::UUID AND t_world.deal."deletedAt" IS NULL RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."createdAt", t_world.deal."createdBy", t_world.deal."updatedAt", t_world.deal."updatedBy", t_world.deal."ownerId", t_world.deal."deletedAt", t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name, t_world.deal.notes, t_world.deal.amount, t_world.deal.amount__currency, t_world.deal.margin, t_world.deal.score, t_world.deal."budgetConfirmed", t_world.deal."closeDate", t_world.deal."signedAt", t_world.deal.website, t_world.deal.source, t_world.deal."accountId", t_world.deal.sluice_search),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
s6 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($5::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words),
s10 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($6::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, CASE WHEN (EXISTS (SELECT 1
FROM changed)) THEN CAST('{}' AS TEXT[]) ELSE CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) END AS problems, (SELECT row_to_json(j15) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j14) AS row_to_json_2
FROM (SELECT (SELECT row_to_json(j7) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_1
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t4
WHERE t4."deletedAt" IS NULL AND t4."accountId" = t3.id AND (t4.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s6.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_1
FROM s6))) AS "totalCount") AS j7) AS "before", (SELECT row_to_json(j13) AS row_to_json_4
FROM (SELECT (SELECT coalesce(json_agg(q12), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q11.name AS "name"
FROM (SELECT t8.id AS id, t8.version AS version, t8."createdAt" AS "createdAt", t8."createdBy" AS "createdBy", t8."updatedAt" AS "updatedAt", t8."updatedBy" AS "updatedBy", t8."ownerId" AS "ownerId", t8."deletedAt" AS "deletedAt", t8.stage AS stage, t8."stageEnteredAt" AS "stageEnteredAt", t8.name AS name, t8.notes AS notes, t8.amount AS amount, t8.amount__currency AS amount__currency, t8.margin AS margin, t8.score AS score, t8."budgetConfirmed" AS "budgetConfirmed", t8."closeDate" AS "closeDate", t8."signedAt" AS "signedAt", t8.website AS website, t8.source AS source, t8."accountId" AS "accountId", CAST(ts_rank(t8.sluice_search, (SELECT CAST(ltrim(regexp_replace(s10.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s10)) AS DOUBLE PRECISION) AS "§key0"
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t8
WHERE t8."deletedAt" IS NULL AND t8."accountId" = t3.id AND (t8.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s10.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_3
FROM s10)) ORDER BY CAST(ts_rank(t8.sluice_search, (SELECT CAST(ltrim(regexp_replace(s10.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s10)) AS DOUBLE PRECISION) DESC, coalesce(t8.id, t8.id) ASC
 LIMIT 20) AS q11) AS q12) AS "nodes") AS j13) AS "after"
FROM t_world.account AS t3
WHERE t3.id = result."accountId" AND t3."deletedAt" IS NULL) AS j14) AS "account"
FROM changed AS result
WHERE true) AS j15) AS part_0
FROM t_world.sluice_head
