WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
inputs AS
(SELECT CAST(given_rows."!place" AS BIGINT) - 1 AS "!place", given_rows.name AS name, given_rows.score AS score, given_rows."?score" AS "?score", given_rows."accountId" AS "accountId", given_rows."ownerId" AS "ownerId", given_rows."?ownerId" AS "?ownerId", given_rows."!unfit" AS "!unfit"
FROM guard JOIN unnest(CAST($2::TEXT[] AS TEXT[]), CAST($3::INTEGER[] AS INTEGER[]), CAST($4::BOOLEAN[] AS BOOLEAN[]), CAST($5::UUID[] AS UUID[]), CAST($6::UUID[] AS UUID[]), CAST($7::BOOLEAN[] AS BOOLEAN[]), CAST($8::TEXT[] AS TEXT[])) WITH ORDINALITY AS given_rows(name, score, "?score", "accountId", "ownerId", "?ownerId", "!unfit", "!place") ON true),
merged AS
(SELECT uuidv7() AS id, 1 AS version, now() AS "createdAt", $9::UUID AS "createdBy", now() AS "updatedAt", $9::UUID AS "updatedBy", CASE WHEN inputs."?ownerId" THEN CAST(inputs."ownerId" AS UUID) ELSE $9::UUID END AS "ownerId", CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS "deletedAt", CAST('lead' AS TEXT) AS stage, now() AS "stageEnteredAt", CAST(inputs.name AS TEXT) AS name, CASE WHEN inputs."?score" THEN CAST(inputs.score AS INTEGER) ELSE CAST($10::INTEGER AS INTEGER) END AS score, CAST(inputs."accountId" AS UUID) AS "accountId", inputs."!place" AS "!place", inputs."!unfit" AS "!unfit", inputs."?ownerId" AS "?ownerId"
FROM inputs),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.score AS score, merged."accountId" AS "accountId", merged."!place" AS "!place", CASE WHEN (merged."!unfit" IS NOT NULL) THEN string_to_array(merged."!unfit", chr(10)) ELSE array_remove(CAST(ARRAY[CASE WHEN false THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (merged."accountId" IS NOT NULL AND NOT (EXISTS (SELECT 1
FROM t_world.account AS t8
WHERE t8.id = merged."accountId" AND t8."deletedAt" IS NULL))) THEN CAST('RELATION_NOT_FOUND input.accountId' AS TEXT) END, CASE WHEN (merged."?ownerId" AND NOT (EXISTS (SELECT 1
FROM t_world.sluice_member
WHERE t_world.sluice_member.id = merged."ownerId" AND t_world.sluice_member.active))) THEN CAST('RELATION_NOT_FOUND input.ownerId' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) END AS "!problems"
FROM merged),
decided AS
(SELECT (SELECT count(*) AS count_1
FROM merged) <= 100000 AS fits, (SELECT count(*) AS count_1
FROM merged) <= 100000 AS passes),
passing AS
(SELECT checked.id AS id, checked.version AS version, checked."createdAt" AS "createdAt", checked."createdBy" AS "createdBy", checked."updatedAt" AS "updatedAt", checked."updatedBy" AS "updatedBy", checked."ownerId" AS "ownerId", checked."deletedAt" AS "deletedAt", checked.stage AS stage, checked."stageEnteredAt" AS "stageEnteredAt", checked.name AS name, checked.score AS score, checked."accountId" AS "accountId", checked."!place" AS "!place", checked."!problems" AS "!problems"
FROM checked
WHERE cardinality(checked."!problems") = 0 AND (SELECT decided.passes
FROM decided)),
created AS
(SELECT passing.id AS id, passing.version AS version, passing."createdAt" AS "createdAt", passing."createdBy" AS "createdBy", passing."updatedAt" AS "updatedAt", passing."updatedBy" AS "updatedBy", passing."ownerId" AS "ownerId", passing."deletedAt" AS "deletedAt", passing.stage AS stage, passing."stageEnteredAt" AS "stageEnteredAt", passing.name AS name, passing.score AS score, passing."accountId" AS "accountId", passing."!place" AS "!place", passing."!problems" AS "!problems"
FROM passing),
changed AS
(INSERT INTO t_world.deal (id, version, "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId", "deletedAt", stage, "stageEnteredAt", name, score, "accountId") SELECT created.id AS id, created.version AS version, created."createdAt" AS "createdAt", created."createdBy" AS "createdBy", created."updatedAt" AS "updatedAt", created."updatedBy" AS "updatedBy", created."ownerId" AS "ownerId", created."deletedAt" AS "deletedAt", created.stage AS stage, created."stageEnteredAt" AS "stageEnteredAt", created.name AS name, created.score AS score, created."accountId" AS "accountId"
FROM created RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CAST(NULL AS TEXT) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $9::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_stage_history.id, t_world.sluice_stage_history.object_id, t_world.sluice_stage_history.record_id, t_world.sluice_stage_history.pipeline_id, t_world.sluice_stage_history.from_stage, t_world.sluice_stage_history.to_stage, t_world.sluice_stage_history.occurred_at, t_world.sluice_stage_history.recorded_at, t_world.sluice_stage_history.actor, t_world.sluice_stage_history.catalog_version, t_world.sluice_stage_history.judged),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('created' AS TEXT) AS "'created'", changed.version AS version, CAST('{}' AS TEXT[]) AS "'{}'", $9::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT created.id AS id, created.version AS version, created.stage AS stage, created.name AS name, created.score AS score, created."accountId" AS "accountId", created."!place" AS "!place", created."!problems" AS "!problems", true AS "!done", true AS "!known"
FROM created UNION ALL SELECT checked.id AS id, checked.version AS version, checked.stage AS stage, checked.name AS name, checked.score AS score, checked."accountId" AS "accountId", checked."!place" AS "!place", checked."!problems" AS "!problems", false AS "!done", false AS "!known"
FROM checked
WHERE cardinality(checked."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided)),
outcome3 AS
(SELECT results.id AS id, results.version AS version, results.stage AS stage, results.name AS name, results.score AS score, results."accountId" AS "accountId", results."!place" AS "!place", results."!problems" AS "!problems", results."!done" AS "!done", results."!known" AS "!known"
FROM results ORDER BY results."!place"
 LIMIT 20)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_2
FROM checked) + 0 AS matched, (SELECT count(*) AS count_3
FROM changed) AS done, (SELECT count(*) AS count_4
FROM checked
WHERE cardinality(checked."!problems") > 0) + 0 AS refused, 0 AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM checked JOIN unnest(checked."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT array_agg(outcome3."!place" ORDER BY outcome3."!place") AS array_agg_1
FROM outcome3) AS part_3_0, (SELECT array_agg(outcome3."!done" ORDER BY outcome3."!place") AS array_agg_2
FROM outcome3) AS part_3_1, (SELECT array_agg(CASE WHEN outcome3."!known" THEN (SELECT row_to_json(j13) AS row_to_json_1
FROM (SELECT outcome3.name AS "name", outcome3.stage AS "stage", outcome3.version AS "version", outcome3.score AS "score", (SELECT row_to_json(j10) AS row_to_json_2
FROM (SELECT t9.name AS "name"
FROM t_world.account AS t9
WHERE t9.id = outcome3."accountId" AND t9."deletedAt" IS NULL) AS j10) AS "account", (SELECT coalesce(json_agg((SELECT row_to_json(j12) AS row_to_json_3
FROM (SELECT h11.from_stage AS "from", h11.to_stage AS "to") AS j12) ORDER BY h11.occurred_at, h11.id), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t_world.sluice_stage_history.id AS id, t_world.sluice_stage_history.object_id AS object_id, t_world.sluice_stage_history.record_id AS record_id, t_world.sluice_stage_history.pipeline_id AS pipeline_id, t_world.sluice_stage_history.from_stage AS from_stage, t_world.sluice_stage_history.to_stage AS to_stage, t_world.sluice_stage_history.occurred_at AS occurred_at, t_world.sluice_stage_history.recorded_at AS recorded_at, t_world.sluice_stage_history.actor AS actor, t_world.sluice_stage_history.catalog_version AS catalog_version, t_world.sluice_stage_history.judged AS judged
FROM t_world.sluice_stage_history UNION ALL SELECT moved.id AS id, moved.object_id AS object_id, moved.record_id AS record_id, moved.pipeline_id AS pipeline_id, moved.from_stage AS from_stage, moved.to_stage AS to_stage, moved.occurred_at AS occurred_at, moved.recorded_at AS recorded_at, moved.actor AS actor, moved.catalog_version AS catalog_version, moved.judged AS judged
FROM moved) AS h11
WHERE h11.record_id = outcome3.id AND h11.object_id = $11::VARCHAR) AS "stageHistory") AS j13) ELSE CAST(NULL AS JSON) END ORDER BY outcome3."!place") AS array_agg_3
FROM outcome3) AS part_3_2, (SELECT array_agg(array_to_string(outcome3."!problems", chr(10)) ORDER BY outcome3."!place") AS array_agg_4
FROM outcome3) AS part_3_3
FROM t_world.sluice_head
