WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."ownerId" AS "ownerId", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND (EXISTS (SELECT 1
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL AND t2.name = $2::VARCHAR)) AND t1."deletedAt" IS NULL AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID AND t1."ownerId" = $3::UUID ORDER BY t1.id
 LIMIT 100001 FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target."ownerId" AS "ownerId", target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", CAST($4::INTEGER AS INTEGER) AS score, target."budgetConfirmed" AS "budgetConfirmed", target."accountId" AS "accountId", target.id AS "<id", target."ownerId" AS "<ownerId", target.stage AS "<stage", target.name AS "<name", target.score AS "<score"
FROM target),
seen11 AS
(SELECT t10.id AS id, t10.ctid AS place
FROM t_world.account AS t10
WHERE t10.id IN (SELECT merged."accountId"
FROM merged)),
held13 AS
(SELECT t12.ctid = seen11.place AS unmoved
FROM t_world.account AS t12 JOIN seen11 ON seen11.id = t12.id ORDER BY t12.id FOR SHARE OF t12),
checked AS
(SELECT merged.id AS id, merged.version AS version, merged."stageEnteredAt" AS "stageEnteredAt", merged.score AS score, merged."<id" AS "<id", merged."<ownerId" AS "<ownerId", merged."<stage" AS "<stage", merged."<name" AS "<name", merged."<score" AS "<score", array_remove(CAST(ARRAY[CASE WHEN ((SELECT count(*) AS count_1
FROM held13
WHERE held13.unmoved) != (SELECT count(*) AS count_2
FROM seen11)) THEN CAST('RACED ' AS TEXT) END, CASE WHEN NOT coalesce(merged."ownerId" = $3::UUID, false) THEN CAST('ROW_FORBIDDEN input' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT (coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.score >= $5::BIGINT, false) AND coalesce((SELECT t5.sector
FROM t_world.account AS t5
WHERE t5.id = merged."accountId" AND t5."deletedAt" IS NULL) = $6::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS "!problems", json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>.obj_<id>.fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(merged."budgetConfirmed" AS TEXT), CAST(merged.score AS TEXT), (SELECT t7.sector
FROM t_world.account AS t7
WHERE t7.id = merged."accountId" AND t7."deletedAt" IS NULL)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(merged."budgetConfirmed" = true, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.score >= $7::BIGINT, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce((SELECT t8.sector
FROM t_world.account AS t8
WHERE t8.id = merged."accountId" AND t8."deletedAt" IS NULL) = $8::VARCHAR, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS "!judged"
FROM merged),
decided AS
(SELECT (SELECT count(*) AS count_3
FROM target) <= 100000 AS fits, (SELECT count(*) AS count_3
FROM target) <= 100000 AND NOT (EXISTS (SELECT 1
FROM checked
WHERE array_position(checked."!problems", CAST('RACED ' AS TEXT)) IS NOT NULL)) AND NOT (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked."!problems") > 0)) AS passes),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$3::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond'), score=as_merged.score FROM checked AS as_merged WHERE t_world.deal.id = as_merged.id AND cardinality(as_merged."!problems") = 0 AND (SELECT decided.passes
FROM decided) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId", t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.name, t_world.deal.score, as_merged."<stage", as_merged."!judged"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", changed."<stage" AS "<stage", changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $3::UUID AS anon_1, 2, changed."!judged" AS "!judged"
FROM changed RETURNING t_world.sluice_stage_history.id, t_world.sluice_stage_history.object_id, t_world.sluice_stage_history.record_id, t_world.sluice_stage_history.pipeline_id, t_world.sluice_stage_history.from_stage, t_world.sluice_stage_history.to_stage, t_world.sluice_stage_history.occurred_at, t_world.sluice_stage_history.recorded_at, t_world.sluice_stage_history.actor, t_world.sluice_stage_history.catalog_version, t_world.sluice_stage_history.judged),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", checked.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (checked."<stage" = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_2, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $3::UUID AS anon_1, checked.version AS version, 2, checked."!judged" AS "!judged"
FROM checked
WHERE array_position(checked."!problems", CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL AND array_position(checked."!problems", CAST('RACED ' AS TEXT)) IS NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('stage' AS TEXT)] AS TEXT[]) AS anon_3, $3::UUID AS anon_1, 2
FROM changed RETURNING t_world.sluice_outbox.seq),
results AS
(SELECT changed.id AS id, changed."ownerId" AS "ownerId", changed.name AS name, changed.score AS score, true AS "!known"
FROM changed UNION ALL SELECT checked."<id" AS id, checked."<ownerId" AS "ownerId", checked."<name" AS name, checked."<score" AS score, true AS "!known"
FROM checked
WHERE cardinality(checked."!problems") > 0 OR NOT (SELECT decided.passes
FROM decided)),
outcome3 AS
(SELECT results.id AS id, results."ownerId" AS "ownerId", results.name AS name, results.score AS score, results."!known" AS "!known"
FROM results ORDER BY results.id
 LIMIT 20)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, (SELECT decided.fits
FROM decided) AS fits, (SELECT count(*) AS count_4
FROM checked) + 0 AS matched, (SELECT count(*) AS count_5
FROM changed) AS done, (SELECT count(*) AS count_6
FROM checked
WHERE cardinality(checked."!problems") > 0) + 0 AS refused, 0 AS missed, (SELECT json_object_agg(counted.text, counted.records) AS json_object_agg_1
FROM (SELECT texts.text AS text, count(*) AS records
FROM checked JOIN unnest(checked."!problems") AS texts(text) ON true GROUP BY texts.text) AS counted) AS problems, (SELECT array_agg(CASE WHEN (outcome3."!known" AND outcome3."ownerId" = $3::UUID) THEN (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT outcome3.name AS "name", outcome3.score AS "score", (SELECT coalesce(json_agg((SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT h14.from_stage AS "from", h14.to_stage AS "to") AS j15) ORDER BY h14.occurred_at, h14.id), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT t_world.sluice_stage_history.id AS id, t_world.sluice_stage_history.object_id AS object_id, t_world.sluice_stage_history.record_id AS record_id, t_world.sluice_stage_history.pipeline_id AS pipeline_id, t_world.sluice_stage_history.from_stage AS from_stage, t_world.sluice_stage_history.to_stage AS to_stage, t_world.sluice_stage_history.occurred_at AS occurred_at, t_world.sluice_stage_history.recorded_at AS recorded_at, t_world.sluice_stage_history.actor AS actor, t_world.sluice_stage_history.catalog_version AS catalog_version, t_world.sluice_stage_history.judged AS judged
FROM t_world.sluice_stage_history UNION ALL SELECT moved.id AS id, moved.object_id AS object_id, moved.record_id AS record_id, moved.pipeline_id AS pipeline_id, moved.from_stage AS from_stage, moved.to_stage AS to_stage, moved.occurred_at AS occurred_at, moved.recorded_at AS recorded_at, moved.actor AS actor, moved.catalog_version AS catalog_version, moved.judged AS judged
FROM moved) AS h14
WHERE h14.record_id = outcome3.id AND h14.object_id = $9::VARCHAR) AS "stageHistory") AS j16) ELSE CAST(NULL AS JSON) END ORDER BY outcome3.id) AS array_agg_1
FROM outcome3) AS part_3_0
FROM t_world.sluice_head
