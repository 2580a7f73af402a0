WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $5::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target."createdAt" AS "createdAt", target."createdBy" AS "createdBy", target."updatedAt" AS "updatedAt", target."updatedBy" AS "updatedBy", target."ownerId" AS "ownerId", target."deletedAt" AS "deletedAt", target.stage AS stage, CAST($4::VARCHAR AS TEXT) AS name, target.notes AS notes, target.amount AS amount, target.amount__currency AS amount__currency, target.margin AS margin, target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."closeDate" AS "closeDate", target."signedAt" AS "signedAt", target.website AS website, target.source AS source, target."accountId" AS "accountId"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(merged.version + $3::INTEGER), "updatedAt"=now(), "updatedBy"=$2::UUID, name=merged.name FROM merged WHERE t_world.deal.id = merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = $6::INTEGER)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."createdAt", t_world.deal."createdBy", t_world.deal."updatedAt", t_world.deal."updatedBy", t_world.deal."ownerId", t_world.deal."deletedAt", t_world.deal.stage, t_world.deal.name, t_world.deal.notes, t_world.deal.amount, t_world.deal.amount__currency, t_world.deal.margin, t_world.deal.score, t_world.deal."budgetConfirmed", t_world.deal."closeDate", t_world.deal."signedAt", t_world.deal.website, t_world.deal.source, t_world.deal."accountId", t_world.deal.sluice_search),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('updated' AS TEXT) AS "'updated'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]) AS anon_1, $2::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
s7 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($7::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words),
s11 AS
(SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(normalize(regexp_replace(casefold(normalize(left($8::VARCHAR, 200), NFKD) COLLATE pg_unicode_fast), '[̀-ͯ]', '', 'g'), NFC), 200), '[^[:alnum:]็-๎຺່-໎့-်ႇ-ႍ៉-៓゙゚]+', ' ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]+', ' \& ', 'g'), '[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]', '\& \&', 'g'), '(?<= )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯] (?=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2})|(?<=[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯]{2} )[฀-໿က-႟ꩠ-ꩿᄀ-ᇿꥠ-꥿가-퟿ក-៿⺀-꓏豈-﫿𚿰-𛅯𠀀-𲎯](?= )', '', 'g') AS words)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT (SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT (SELECT row_to_json(j8) AS row_to_json_3
FROM (SELECT (SELECT count(*) AS count_1
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t5
WHERE t5."deletedAt" IS NULL AND t5."accountId" = t4.id AND (t5.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s7.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_1
FROM s7))) AS "totalCount") AS j8) AS "before", (SELECT row_to_json(j14) AS row_to_json_4
FROM (SELECT (SELECT coalesce(json_agg(q13), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT q12.name AS "name"
FROM (SELECT t9.id AS id, t9.version AS version, t9."createdAt" AS "createdAt", t9."createdBy" AS "createdBy", t9."updatedAt" AS "updatedAt", t9."updatedBy" AS "updatedBy", t9."ownerId" AS "ownerId", t9."deletedAt" AS "deletedAt", t9.stage AS stage, t9.name AS name, t9.notes AS notes, t9.amount AS amount, t9.amount__currency AS amount__currency, t9.margin AS margin, t9.score AS score, t9."budgetConfirmed" AS "budgetConfirmed", t9."closeDate" AS "closeDate", t9."signedAt" AS "signedAt", t9.website AS website, t9.source AS source, t9."accountId" AS "accountId", CAST(ts_rank(t9.sluice_search, (SELECT CAST(ltrim(regexp_replace(s11.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s11)) AS DOUBLE PRECISION) AS "§key0"
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId", t_world.deal.sluice_search AS sluice_search
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM changed
WHERE changed.id = t_world.deal.id)) UNION ALL SELECT changed.id AS id, changed.version AS version, changed."createdAt" AS "createdAt", changed."createdBy" AS "createdBy", changed."updatedAt" AS "updatedAt", changed."updatedBy" AS "updatedBy", changed."ownerId" AS "ownerId", changed."deletedAt" AS "deletedAt", changed.stage AS stage, changed.name AS name, changed.notes AS notes, changed.amount AS amount, changed.amount__currency AS amount__currency, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."closeDate" AS "closeDate", changed."signedAt" AS "signedAt", changed.website AS website, changed.source AS source, changed."accountId" AS "accountId", changed.sluice_search AS sluice_search
FROM changed) AS t9
WHERE t9."deletedAt" IS NULL AND t9."accountId" = t4.id AND (t9.sluice_search @@ (SELECT CAST(ltrim(regexp_replace(s11.words, '([^ ]{1,64})[^ ]*', '&(a\1:*|b\1:*)', 'g'), ' &') AS TSQUERY) AS ltrim_3
FROM s11)) ORDER BY CAST(ts_rank(t9.sluice_search, (SELECT CAST(ltrim(regexp_replace(s11.words, '([^ ]{1,64})[^ ]*', '|a\1:*|a\1.|b\1:*|b\1.', 'g'), ' |') AS TSQUERY) AS ltrim_2
FROM s11)) AS DOUBLE PRECISION) DESC, coalesce(t9.id, t9.id) ASC
 LIMIT 20) AS q12) AS q13) AS "nodes") AS j14) AS "after"
FROM t_world.account AS t4
WHERE t4.id = result."accountId" AND t4."deletedAt" IS NULL) AS j15) AS "account"
FROM changed AS result
WHERE true) AS j16) AS part_0
FROM t_world.sluice_head
