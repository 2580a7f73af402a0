WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = ANY ($2::UUID[]) AND t1."deletedAt" IS NULL ORDER BY t1.id
 LIMIT 100001 FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."accountId" AS "accountId", target.id AS "<id", target.version AS "<version", target.stage AS "<stage", target.name AS "<name"
FROM target),
seen8 AS
(SELECT t7.id AS id, t7.ctid AS place
FROM t_world.account AS t7
WHERE t7.id IN (SELECT merged."accountId"
FROM merged)),
held10 AS
(SELECT t9.ctid = seen8.place AS unmoved
FROM t_world.account AS t9 JOIN seen8 ON seen8.id = t9.id ORDER BY t9.id FOR SHARE OF t9),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged."stageEnteredAt" AS "stageEnteredAt", merged."<id" AS "<id", merged."<version" AS "<version", merged."<stage" AS "<stage", merged."<name" AS "<name", merged.stage AS ">stage", merged.score AS ">score", merged."budgetConfirmed" AS ">budgetConfirmed", merged."accountId" AS ">accountId", array_remove(CAST(ARRAY[CASE WHEN ((SELECT count(*) AS count_1
FROM held10
WHERE held10.unmoved) != (SELECT count(*) AS count_2
FROM seen8)) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT (coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.score >= $3::BIGINT, false) AND coalesce((SELECT t2.sector
FROM t_world.account AS t2
WHERE t2.id = merged."accountId" AND t2."deletedAt" IS NULL) = $4::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS "!problems", false AS "!blind", json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>.obj_<id>.fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(merged."budgetConfirmed" AS TEXT), CAST(merged.score AS TEXT), (SELECT t4.sector
FROM t_world.account AS t4
WHERE t4.id = merged."accountId" AND t4."deletedAt" IS NULL)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(merged."budgetConfirmed" = true, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.score >= $5::BIGINT, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce((SELECT t5.sector
FROM t_world.account AS t5
WHERE t5.id = merged."accountId" AND t5."deletedAt" IS NULL) = $6::VARCHAR, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS "!judged"
FROM merged),
unreached AS
(SELECT asked.id AS id
FROM unnest($2::UUID[]) AS asked(id)
WHERE (EXISTS (SELECT 1
FROM guard)) AND (asked.id NOT IN (SELECT target.id
FROM target))),
decided AS
(SELECT (SELECT count(*) AS count_3
FROM target) <= 100000 AS fits, (SELECT count(*) AS count_3
FROM target) <= 100000 AND NOT (EXISTS (SELECT 1
FROM checked
WHERE array_position(checked."!problems", CAST('RACED ' AS TEXT)) IS NOT NULL)) AS passes),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$7::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM checked AS as_merged WHERE t_world.deal.id = as_merged.id AND cardinality(as_merged."!problems") = 0 AND (SELECT decided.passes
FROM decided) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name, as_merged."<stage", as_merged.">stage", as_merged.">score", as_merged.">budgetConfirmed", as_merged.">accountId", as_merged."!problems", as_merged."!blind", as_merged."!judged"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", changed."<stage" AS "<stage", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $7::UUID AS anon_1, 2, changed."!judged" AS "!judged"
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", checked.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (checked."<stage" = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_2, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $7::UUID AS anon_1, checked.version AS version, 2, checked."!judged" AS "!judged"
FROM checked
WHERE array_position(checked."!problems", CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL AND array_position(checked."!problems", CAST('RACED ' AS TEXT)) IS NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_3, $7::UUID AS anon_1, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT changed.id AS id, changed.version AS version, changed.stage AS stage, changed.name AS name, changed.">stage" AS ">stage", changed.">score" AS ">score", changed.">budgetConfirmed" AS ">budgetConfirmed", changed.">accountId" AS ">accountId", changed."!problems" AS "!problems", changed."!blind" AS "!blind", true AS "!done", true AS "!known"
FROM changed UNION ALL SELECT checked."<id" AS id, checked."<version" AS version, checked."<stage" AS stage, checked."<name" AS name, checked.">stage" AS ">stage", checked.">score" AS ">score", checked.">budgetConfirmed" AS ">budgetConfirmed", checked.">accountId" AS ">accountId", checked."!problems" AS "!problems", checked."!blind" AS "!blind", false AS "!done", true AS "!known"
FROM checked
WHERE cardinality(checked."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided) UNION ALL SELECT unreached.id AS id, CAST(NULL AS INTEGER) AS version, CAST(NULL AS TEXT) AS stage, CAST(NULL AS TEXT) AS name, CAST(NULL AS TEXT) AS ">stage", CAST(NULL AS INTEGER) AS ">score", CAST(NULL AS BOOLEAN) AS ">budgetConfirmed", CAST(NULL AS UUID) AS ">accountId", CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[]) AS "!problems", CAST(NULL AS BOOLEAN) AS "!blind", false AS "!done", false AS "!known"
FROM unreached),
outcome3 AS
(SELECT results.id AS id, results.version AS version, results.stage AS stage, results.name AS name, results.">stage" AS ">stage", results.">score" AS ">score", results.">budgetConfirmed" AS ">budgetConfirmed", results.">accountId" AS ">accountId", results."!problems" AS "!problems", results."!blind" AS "!blind", results."!done" AS "!done", results."!known" AS "!known"
FROM results ORDER BY results.id
 LIMIT 20),
would3 AS
(SELECT outcome3.">stage" AS stage, outcome3.">score" AS score, outcome3.">budgetConfirmed" AS "budgetConfirmed", outcome3.">accountId" AS "accountId", outcome3.id AS "!id", outcome3."!blind" AS "!blind", outcome3."!known" AS "!known"
FROM outcome3)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_4
FROM checked) + (SELECT count(*) AS count_5
FROM unreached) AS matched, (SELECT count(*) AS count_6
FROM changed) AS done, (SELECT count(*) AS count_7
FROM checked
WHERE cardinality(checked."!problems") > 0) + (SELECT count(*) AS count_5
FROM unreached) AS refused, (SELECT count(*) AS count_5
FROM unreached) AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM checked JOIN unnest(checked."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT array_agg(outcome3."!done" ORDER BY outcome3.id) AS array_agg_1
FROM outcome3) AS part_3_0, (SELECT array_agg(CASE WHEN outcome3."!known" THEN (SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT outcome3.name AS "name", outcome3.stage AS "stage", outcome3.version AS "version") AS j11) ELSE CAST(NULL AS JSON) END ORDER BY outcome3.id) AS array_agg_2
FROM outcome3) AS part_3_1, (SELECT array_agg(CASE WHEN (would3."!known" AND would3.stage = CAST('lead' AS TEXT) AND NOT would3."!blind") THEN (SELECT row_to_json(j20) AS row_to_json_2
FROM (SELECT coalesce(would3."budgetConfirmed" = true, false) AND coalesce(would3.score >= $8::BIGINT, false) AND coalesce((SELECT t18.sector
FROM t_world.account AS t18
WHERE t18.id = would3."accountId" AND t18."deletedAt" IS NULL) = $9::VARCHAR, false) AND CASE WHEN (would3.stage = CAST('lead' AS TEXT)) THEN true ELSE true END AS "open", CASE WHEN (would3.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j12) AS row_to_json_3
FROM (SELECT coalesce(would3."budgetConfirmed" = true, false) AS "satisfied", CAST('budgetConfirmed' AS TEXT) AS "field", to_json(would3."budgetConfirmed") AS "actual") AS j12), (SELECT row_to_json(j13) AS row_to_json_4
FROM (SELECT coalesce(would3.score >= $10::BIGINT, false) AS "satisfied", CAST('score' AS TEXT) AS "field", to_json(would3.score) AS "actual") AS j13), (SELECT row_to_json(j17) AS row_to_json_5
FROM (SELECT coalesce((SELECT t14.sector
FROM t_world.account AS t14
WHERE t14.id = would3."accountId" AND t14."deletedAt" IS NULL) = $11::VARCHAR, false) AS "satisfied", CAST('account.sector' AS TEXT) AS "field", to_json((SELECT t16.sector
FROM t_world.account AS t16
WHERE t16.id = would3."accountId" AND t16."deletedAt" IS NULL)) AS "actual") AS j17)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j20) ELSE CAST(NULL AS JSON) END ORDER BY would3."!id") AS array_agg_3
FROM would3) AS part_3_2, (SELECT array_agg(array_to_string(outcome3."!problems", chr(10)) ORDER BY outcome3.id) AS array_agg_4
FROM outcome3) AS part_3_3
FROM t_world.sluice_head
