WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."ownerId" AS "ownerId", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.notes AS notes, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."accountId" AS "accountId", CASE WHEN (t1.stage = CAST('lead' AS TEXT)) THEN true WHEN (t1.stage = CAST('qualified' AS TEXT)) THEN NOT coalesce(t1."ownerId" = $2::UUID, false) ELSE false END AS "!forbidden"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $3::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", target.notes AS notes, target."!forbidden" AS "!forbidden"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (NOT (merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT))) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN merged."!forbidden" THEN CAST('MOVE_FORBIDDEN to' AS TEXT) END, CASE WHEN ((merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT)) AND NOT (false OR merged."!forbidden") AND NOT (coalesce(merged.notes != $4::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[merged.notes] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(merged.notes != $5::VARCHAR, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$2::UUID, stage=CAST('lost' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal."ownerId", t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal.notes, t_world.deal.margin, t_world.deal.score, t_world.deal."budgetConfirmed", t_world.deal."accountId"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $2::UUID AS anon_2, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $2::UUID AS anon_2, merged.version AS version, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM merged
WHERE array_position((SELECT checked.problems
FROM checked), CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
result AS
(SELECT changed."ownerId" AS "ownerId", changed.stage AS stage, changed.notes AS notes, changed.margin AS margin, changed.score AS score, changed."budgetConfirmed" AS "budgetConfirmed", changed."accountId" AS "accountId"
FROM changed UNION ALL SELECT target."ownerId" AS "ownerId", target.stage AS stage, target.notes AS notes, target.margin AS margin, target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."accountId" AS "accountId"
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $2::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT coalesce(merged.notes != $6::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN true ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j3) AS row_to_json_2
FROM (SELECT CAST('notes must be filled in' AS TEXT) AS "sentence") AS j3)] AS JSON[])) WHEN (merged.stage = CAST('qualified' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j4) AS row_to_json_3
FROM (SELECT CAST('notes must be filled in' AS TEXT) AS "sentence") AS j4)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j5) AS anon_6
FROM merged
WHERE (merged.stage = CAST('lead' AS TEXT) OR merged.stage = CAST('qualified' AS TEXT)) AND NOT merged."!forbidden") AS part_1, (SELECT row_to_json(j14) AS row_to_json_4
FROM (SELECT result.stage AS "stage", (SELECT coalesce(json_agg(e13.edge ORDER BY e13.position), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT 0 AS position, (SELECT row_to_json(j8) AS row_to_json_5
FROM (SELECT CAST('qualified' AS TEXT) AS "to", true AS "permitted", coalesce(result."budgetConfirmed" = true, false) AND coalesce(result.score >= $7::BIGINT, false) AND coalesce((SELECT t6.sector
FROM t_world.account AS t6
WHERE t6.id = result."accountId" AND t6."deletedAt" IS NULL) = $8::VARCHAR, false) AS "allowed") AS j8) AS edge
WHERE result.stage = CAST('lead' AS TEXT) UNION ALL SELECT 1 AS position, (SELECT row_to_json(j9) AS row_to_json_6
FROM (SELECT CAST('won' AS TEXT) AS "to", true AS "permitted", coalesce(result.margin > $9::NUMERIC, false) AS "allowed") AS j9) AS edge
WHERE result.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 2 AS position, (SELECT row_to_json(j10) AS row_to_json_7
FROM (SELECT CAST('lost' AS TEXT) AS "to", false AS "permitted", false AND coalesce(result.notes != $10::VARCHAR, false) AS "allowed") AS j10) AS edge
WHERE result.stage = CAST('lead' AS TEXT) UNION ALL SELECT 3 AS position, (SELECT row_to_json(j11) AS row_to_json_8
FROM (SELECT CAST('lost' AS TEXT) AS "to", coalesce(result."ownerId" = $2::UUID, false) AS "permitted", coalesce(result."ownerId" = $2::UUID, false) AND coalesce(result.notes != $11::VARCHAR, false) AS "allowed") AS j11) AS edge
WHERE result.stage = CAST('qualified' AS TEXT) UNION ALL SELECT 4 AS position, (SELECT row_to_json(j12) AS row_to_json_9
FROM (SELECT CAST('lead' AS TEXT) AS "to", false AS "permitted", false AND true AS "allowed") AS j12) AS edge
WHERE result.stage = CAST('lost' AS TEXT)) AS e13) AS "transitions"
FROM result
WHERE true) AS j14) AS part_3
FROM t_world.sluice_head
