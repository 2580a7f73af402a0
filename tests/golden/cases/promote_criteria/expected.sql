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
WHERE t3.id = merged."accountId" AND t3."deletedAt" IS NULL) = $4::VARCHAR, false) AND merged.score IS NOT NULL AND (NOT coalesce(CAST(timezone($5::VARCHAR, now()) AS DATE) >= $6::DATE, false) OR coalesce(merged.score > $7::BIGINT, false)) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN NOT coalesce(CAST(timezone($8::VARCHAR, now()) AS DATE) >= $9::DATE, false) OR merged."budgetConfirmed" IS NOT NULL ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>.obj_<id>.fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(merged."budgetConfirmed" AS TEXT), CAST(merged.score AS TEXT), (SELECT t5.sector
FROM t_world.account AS t5
WHERE t5.id = merged."accountId" AND t5."deletedAt" IS NULL)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN NOT coalesce(merged."budgetConfirmed" = true, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.score >= $10::BIGINT, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce((SELECT t6.sector
FROM t_world.account AS t6
WHERE t6.id = merged."accountId" AND t6."deletedAt" IS NULL) = $11::VARCHAR, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN (merged.score IS NULL) THEN CAST('stg_<id>/required/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.score > $12::BIGINT, false) THEN CAST('cri_<id>/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.score > $13::BIGINT, false) THEN CAST('cri_<id>/<fingerprint>' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND merged."budgetConfirmed" IS NULL) THEN CAST('cri_<id>/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$14::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $14::UUID AS anon_2, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $14::UUID AS anon_2, merged.version AS version, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM merged
WHERE array_position((SELECT checked.problems
FROM checked), CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL AND array_position((SELECT checked.problems
FROM checked), CAST('RACED ' AS TEXT)) IS NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
result AS
(SELECT changed.stage AS stage
FROM changed UNION ALL SELECT target.stage AS stage
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $14::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j11) AS row_to_json_1
FROM (SELECT result.stage AS "stage"
FROM result
WHERE true) AS j11) AS part_1, (SELECT (SELECT row_to_json(j22) AS row_to_json_2
FROM (SELECT coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.score >= $15::BIGINT, false) AND coalesce((SELECT t20.sector
FROM t_world.account AS t20
WHERE t20.id = merged."accountId" AND t20."deletedAt" IS NULL) = $16::VARCHAR, false) AND merged.score IS NOT NULL AND (NOT coalesce(CAST(timezone($17::VARCHAR, now()) AS DATE) >= $18::DATE, false) OR coalesce(merged.score > $19::BIGINT, false)) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN NOT coalesce(CAST(timezone($20::VARCHAR, now()) AS DATE) >= $21::DATE, false) OR merged."budgetConfirmed" IS NOT NULL ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(array_cat(CAST(ARRAY[(SELECT row_to_json(j12) AS row_to_json_3
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", coalesce(merged."budgetConfirmed" = true, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('Budget confirmed must be yes' AS TEXT) AS "sentence") AS j12), (SELECT row_to_json(j13) AS row_to_json_4
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", coalesce(merged.score >= $22::BIGINT, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('Score must be at least 60' AS TEXT) AS "sentence") AS j13), (SELECT row_to_json(j16) AS row_to_json_5
FROM (SELECT CAST('/stages/1/gate/and/2' AS TEXT) AS "pointer", coalesce((SELECT t14.sector
FROM t_world.account AS t14
WHERE t14.id = merged."accountId" AND t14."deletedAt" IS NULL) = $23::VARCHAR, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('account › Sector must be Software' AS TEXT) AS "sentence") AS j16), (SELECT row_to_json(j17) AS row_to_json_6
FROM (SELECT CAST('/stages/1/required/0' AS TEXT) AS "pointer", merged.score IS NOT NULL AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('Score must be filled in' AS TEXT) AS "sentence") AS j17), (SELECT row_to_json(j18) AS row_to_json_7
FROM (SELECT CAST('/criteria/0/rule' AS TEXT) AS "pointer", merged."budgetConfirmed" IS NOT NULL AS "satisfied", CASE WHEN coalesce(CAST(timezone($24::VARCHAR, now()) AS DATE) >= $25::DATE, false) THEN CAST('block' AS TEXT) ELSE CAST('warn' AS TEXT) END AS "severity", CAST('planned' AS TEXT) AS "criterion", CAST('Plan first.' AS TEXT) AS "sentence") AS j18)] AS JSON[]), CASE WHEN coalesce(CAST(timezone($26::VARCHAR, now()) AS DATE) >= $27::DATE, false) THEN CAST(ARRAY[(SELECT row_to_json(j19) AS row_to_json_8
FROM (SELECT CAST('/criteria/2/rule' AS TEXT) AS "pointer", coalesce(merged.score > $28::BIGINT, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST('later' AS TEXT) AS "criterion", CAST('Score must be more than 95' AS TEXT) AS "sentence") AS j19)] AS JSON[]) ELSE CAST(ARRAY[]::JSON[] AS JSON[]) END)) ELSE CAST(NULL AS JSON) END AS "clauses") AS j22) AS anon_6
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_2
FROM t_world.sluice_head
