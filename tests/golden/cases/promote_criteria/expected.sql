WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."accountId" AS "accountId"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT (coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.score >= $3::BIGINT, false) AND coalesce((SELECT t3.sector
FROM t_world.account AS t3
WHERE t3.id = merged."accountId" AND t3."deletedAt" IS NULL) = $4::VARCHAR, false) AND merged.score IS NOT NULL AND (NOT coalesce(CAST(timezone($5::VARCHAR, now()) AS DATE) >= $6::DATE, false) OR coalesce(merged.score > $7::BIGINT, false)) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN NOT coalesce(CAST(timezone($8::VARCHAR, now()) AS DATE) >= $9::DATE, false) OR merged."budgetConfirmed" IS NOT NULL ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$10::UUID, stage=CAST('qualified' AS TEXT) FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, now() AS now_1, $10::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_stage_history.id),
result AS
(SELECT changed.stage AS stage
FROM changed UNION ALL SELECT target.stage AS stage
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_3, $10::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT row_to_json(j5) AS row_to_json_1
FROM (SELECT result.stage AS "stage"
FROM result
WHERE true) AS j5) AS part_1, (SELECT (SELECT row_to_json(j16) AS row_to_json_2
FROM (SELECT coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.score >= $11::BIGINT, false) AND coalesce((SELECT t14.sector
FROM t_world.account AS t14
WHERE t14.id = merged."accountId" AND t14."deletedAt" IS NULL) = $12::VARCHAR, false) AND merged.score IS NOT NULL AND (NOT coalesce(CAST(timezone($13::VARCHAR, now()) AS DATE) >= $14::DATE, false) OR coalesce(merged.score > $15::BIGINT, false)) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN NOT coalesce(CAST(timezone($16::VARCHAR, now()) AS DATE) >= $17::DATE, false) OR merged."budgetConfirmed" IS NOT NULL ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(array_cat(CAST(ARRAY[(SELECT row_to_json(j6) AS row_to_json_3
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", coalesce(merged."budgetConfirmed" = true, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('Budget confirmed must be yes' AS TEXT) AS "sentence") AS j6), (SELECT row_to_json(j7) AS row_to_json_4
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", coalesce(merged.score >= $18::BIGINT, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('Score must be at least 60' AS TEXT) AS "sentence") AS j7), (SELECT row_to_json(j10) AS row_to_json_5
FROM (SELECT CAST('/stages/1/gate/and/2' AS TEXT) AS "pointer", coalesce((SELECT t8.sector
FROM t_world.account AS t8
WHERE t8.id = merged."accountId" AND t8."deletedAt" IS NULL) = $19::VARCHAR, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('account › Sector must be Software' AS TEXT) AS "sentence") AS j10), (SELECT row_to_json(j11) AS row_to_json_6
FROM (SELECT CAST('/stages/1/required/0' AS TEXT) AS "pointer", merged.score IS NOT NULL AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST('Score must be filled in' AS TEXT) AS "sentence") AS j11), (SELECT row_to_json(j12) AS row_to_json_7
FROM (SELECT CAST('/criteria/0/rule' AS TEXT) AS "pointer", merged."budgetConfirmed" IS NOT NULL AS "satisfied", CASE WHEN coalesce(CAST(timezone($20::VARCHAR, now()) AS DATE) >= $21::DATE, false) THEN CAST('block' AS TEXT) ELSE CAST('warn' AS TEXT) END AS "severity", CAST('planned' AS TEXT) AS "criterion", CAST('Plan first.' AS TEXT) AS "sentence") AS j12)] AS JSON[]), CASE WHEN coalesce(CAST(timezone($22::VARCHAR, now()) AS DATE) >= $23::DATE, false) THEN CAST(ARRAY[(SELECT row_to_json(j13) AS row_to_json_8
FROM (SELECT CAST('/criteria/2/rule' AS TEXT) AS "pointer", coalesce(merged.score > $24::BIGINT, false) AS "satisfied", CAST('block' AS TEXT) AS "severity", CAST('later' AS TEXT) AS "criterion", CAST('Score must be more than 95' AS TEXT) AS "sentence") AS j13)] AS JSON[]) ELSE CAST(ARRAY[]::JSON[] AS JSON[]) END)) ELSE CAST(NULL AS JSON) END AS "clauses") AS j16) AS anon_4
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_2
FROM t_world.sluice_head
