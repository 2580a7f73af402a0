WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."accountId" AS "accountId"
FROM target),
held10 AS
(SELECT t8.ctid AS place
FROM t_world.account AS t8
WHERE t8.id = (SELECT merged."accountId"
FROM merged) FOR SHARE OF t8),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN ((SELECT held10.place
FROM held10) IS DISTINCT FROM (SELECT t9.ctid
FROM t_world.account AS t9
WHERE t9.id = (SELECT merged."accountId"
FROM merged))) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT (coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.score >= $3::BIGINT, false) AND coalesce((SELECT t3.sector
FROM t_world.account AS t3
WHERE t3.id = merged."accountId" AND t3."deletedAt" IS NULL) = $4::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>.obj_<id>.fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(merged."budgetConfirmed" AS TEXT), CAST(merged.score AS TEXT), (SELECT t5.sector
FROM t_world.account AS t5
WHERE t5.id = merged."accountId" AND t5."deletedAt" IS NULL)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(merged."budgetConfirmed" = true, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.score >= $5::BIGINT, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce((SELECT t6.sector
FROM t_world.account AS t6
WHERE t6.id = merged."accountId" AND t6."deletedAt" IS NULL) = $6::VARCHAR, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$7::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $7::UUID AS anon_2, 2, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $7::UUID AS anon_2, merged.version AS version, 2, (SELECT checked.judged
FROM checked) AS anon_3
FROM merged
WHERE array_position((SELECT checked.problems
FROM checked), CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL AND array_position((SELECT checked.problems
FROM checked), CAST('RACED ' AS TEXT)) IS NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
result AS
(SELECT changed.id AS id
FROM changed UNION ALL SELECT target.id AS id
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $7::UUID AS anon_2, 2
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j11) AS row_to_json_2
FROM (SELECT CAST('预算已确认 必须为 是' AS TEXT) AS "sentence") AS j11), (SELECT row_to_json(j12) AS row_to_json_3
FROM (SELECT CAST('评分 必须不小于 60' AS TEXT) AS "sentence") AS j12), (SELECT row_to_json(j13) AS row_to_json_4
FROM (SELECT CAST('account › 行业 必须为 软件' AS TEXT) AS "sentence") AS j13)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j16) AS anon_6
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_1
FROM t_world.sluice_head
