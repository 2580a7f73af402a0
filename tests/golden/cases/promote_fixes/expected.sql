WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", target.name AS name, target.score AS score, target."budgetConfirmed" AS "budgetConfirmed"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT ((coalesce(merged.score >= $3::BIGINT, false) OR coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.name != $4::VARCHAR, false)) AND coalesce(merged.name != $5::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT), CAST('fld_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(merged.score AS TEXT), CAST(merged."budgetConfirmed" AS TEXT), merged.name] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN (NOT (coalesce(merged.score >= $6::BIGINT, false) OR coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.name != $7::VARCHAR, false))) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce(merged.name != $8::VARCHAR, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$9::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $9::UUID AS anon_2, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $9::UUID AS anon_2, merged.version AS version, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM merged
WHERE array_position((SELECT checked.problems
FROM checked), CAST('GATE_CLOSED to' AS TEXT)) IS NOT NULL ON CONFLICT (record_id, to_stage, actor, record_version, catalog_version) DO UPDATE SET at = excluded.at, times = (t_world.sluice_refusal.times + 1), judged = excluded.judged RETURNING t_world.sluice_refusal.id),
result AS
(SELECT changed.id AS id
FROM changed UNION ALL SELECT target.id AS id
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $9::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j16) AS row_to_json_1
FROM (SELECT (coalesce(merged.score >= $10::BIGINT, false) OR coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.name != $11::VARCHAR, false)) AND coalesce(merged.name != $12::VARCHAR, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN (SELECT coalesce(json_agg((SELECT row_to_json(j15) AS row_to_json_2
FROM (SELECT array_to_json((SELECT array_agg(u14.value) AS array_agg_1
FROM unnest(CAST(ARRAY[CASE WHEN (0 = ANY (f10.told)) THEN (SELECT row_to_json(j11) AS row_to_json_3
FROM (SELECT CAST('score' AS TEXT) AS "field", CAST('>=' AS TEXT) AS "operator", CAST(CAST('60' AS TEXT) AS JSON) AS "needed", CAST('Score must be at least 60' AS TEXT) AS "sentence") AS j11) END, CASE WHEN (1 = ANY (f10.told)) THEN (SELECT row_to_json(j12) AS row_to_json_4
FROM (SELECT CAST('budgetConfirmed' AS TEXT) AS "field", CAST('==' AS TEXT) AS "operator", CAST(CAST('true' AS TEXT) AS JSON) AS "needed", CAST('Budget confirmed must be yes' AS TEXT) AS "sentence") AS j12) END, CASE WHEN (2 = ANY (f10.told)) THEN (SELECT row_to_json(j13) AS row_to_json_5
FROM (SELECT CAST('name' AS TEXT) AS "field", CAST('filled' AS TEXT) AS "operator", CAST(NULL AS JSON) AS "needed", CAST('Name must be filled in' AS TEXT) AS "sentence") AS j13) END] AS JSON[])) AS u14(value)
WHERE u14.value IS NOT NULL)) AS "changes") AS j15) ORDER BY cardinality(f10.asked), cardinality(f10.told), f10.at), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT f8.at AS at, f8.asked AS asked, f8.told AS told, f8.moving AS moving, f8.sets AS sets
FROM (SELECT f7.at AS at, f7.asked AS asked, f7.told AS told, f7.moving AS moving, jsonb_agg(to_jsonb(f7.asked)) OVER () AS sets
FROM (SELECT DISTINCT ON (f6.asked) f6.at AS at, f6.asked AS asked, f6.told AS told, f6.moving AS moving
FROM (SELECT coalesce(merged.score >= $13::BIGINT, false) OR coalesce(merged."budgetConfirmed" = true, false) AND coalesce(merged.name != $14::VARCHAR, false) AS f0, coalesce(merged.name != $15::VARCHAR, false) AS f1, coalesce(merged.score >= $16::BIGINT, false) AS f2, true AS f3, coalesce(merged."budgetConfirmed" = true, false) AS f4, true AS f5, true AS f6) AS f3 JOIN LATERAL (SELECT 0 AS at, array_remove(CAST(ARRAY[CASE WHEN (NOT f3.f2 AND a4.a0) THEN 0 END, CASE WHEN (NOT f3.f1 AND a4.a1) THEN 2 END] AS INTEGER[]), NULL) AS asked, array_remove(CAST(ARRAY[CASE WHEN (NOT f3.f2 AND a4.a0 OR f3.f2 AND a4.a0 AND false) THEN 0 END, CASE WHEN (NOT f3.f1 AND a4.a1 OR f3.f1 AND a4.a1 AND false) THEN 2 END] AS INTEGER[]), NULL) AS told, array_remove(CAST(ARRAY[CASE WHEN false THEN 0 END, CASE WHEN false THEN 2 END] AS INTEGER[]), NULL) AS moving
FROM (SELECT NOT f3.f0 OR NOT f3.f1 AND NOT f3.f1 AS a0, NOT f3.f1 AS a1
 LIMIT ALL OFFSET 0) AS a4
WHERE (NOT (NOT f3.f2 AND a4.a0) OR f3.f3) AND (NOT (NOT f3.f1 AND a4.a1) OR f3.f6) UNION ALL SELECT 1 AS at, array_remove(CAST(ARRAY[CASE WHEN (NOT f3.f4 AND a5.a0) THEN 1 END, CASE WHEN (NOT f3.f1 AND (a5.a0 OR a5.a1)) THEN 2 END] AS INTEGER[]), NULL) AS asked, array_remove(CAST(ARRAY[CASE WHEN (NOT f3.f4 AND a5.a0 OR f3.f4 AND a5.a0 AND false) THEN 1 END, CASE WHEN (NOT f3.f1 AND (a5.a0 OR a5.a1) OR f3.f1 AND (a5.a0 OR a5.a1) AND false) THEN 2 END] AS INTEGER[]), NULL) AS told, array_remove(CAST(ARRAY[CASE WHEN false THEN 1 END, CASE WHEN false THEN 2 END] AS INTEGER[]), NULL) AS moving
FROM (SELECT NOT f3.f0 OR NOT f3.f1 AND NOT f3.f1 AS a0, NOT f3.f1 OR NOT f3.f0 AND NOT f3.f1 AS a1
 LIMIT ALL OFFSET 0) AS a5
WHERE (NOT (NOT f3.f4 AND a5.a0) OR f3.f5) AND (NOT (NOT f3.f1 AND (a5.a0 OR a5.a1)) OR f3.f6)) AS f6 ON true
WHERE cardinality(f6.asked) > 0 ORDER BY f6.asked, cardinality(f6.told), f6.at) AS f7) AS f8
WHERE NOT (EXISTS (SELECT 1
FROM jsonb_array_elements(f8.sets) AS u9(value)
WHERE to_jsonb(f8.asked) @> u9.value AND to_jsonb(f8.asked) != u9.value)) ORDER BY cardinality(f8.asked), cardinality(f8.told), f8.at
 LIMIT $17::INTEGER) AS f10) ELSE CAST(NULL AS JSON) END AS "fixes") AS j16) AS anon_6
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_1
FROM t_world.sluice_head
