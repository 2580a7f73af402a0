WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target."createdAt" AS "createdAt", target."createdBy" AS "createdBy", target."updatedAt" AS "updatedAt", target."updatedBy" AS "updatedBy", target."ownerId" AS "ownerId", target."deletedAt" AS "deletedAt", target.stage AS stage, target.name AS name, target.notes AS notes, target.amount AS amount, target.amount__currency AS amount__currency, target.margin AS margin, target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."closeDate" AS "closeDate", target."signedAt" AS "signedAt", target.website AS website, target.source AS source, target."accountId" AS "accountId"
FROM target),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT ((EXISTS (SELECT 1
FROM t_world.contact AS t4, t_world.account AS t3
WHERE t4."accountId" = t3.id AND t3.id = merged."accountId" AND t3."deletedAt" IS NULL AND t4."deletedAt" IS NULL AND t4.email != $3::VARCHAR)) AND coalesce((SELECT count(*) AS count_1
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t6, t_world.account AS t5
WHERE t6."accountId" = t5.id AND t5.id = merged."accountId" AND t5."deletedAt" IS NULL AND t6."deletedAt" IS NULL AND t6.stage = $4::VARCHAR) < $5::NUMERIC, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('<fingerprint>' AS TEXT), CAST('<fingerprint>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST(EXISTS (SELECT 1
FROM t_world.contact AS t8, t_world.account AS t7
WHERE t8."accountId" = t7.id AND t7.id = merged."accountId" AND t7."deletedAt" IS NULL AND t8."deletedAt" IS NULL AND t8.email != $6::VARCHAR) AS TEXT), CAST((SELECT count(*) AS count_2
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t10, t_world.account AS t9
WHERE t10."accountId" = t9.id AND t9.id = merged."accountId" AND t9."deletedAt" IS NULL AND t10."deletedAt" IS NULL AND t10.stage = $7::VARCHAR) AS TEXT)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.contact AS t12, t_world.account AS t11
WHERE t12."accountId" = t11.id AND t11.id = merged."accountId" AND t11."deletedAt" IS NULL AND t12."deletedAt" IS NULL AND t12.email != $8::VARCHAR))) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce((SELECT count(*) AS count_3
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t14, t_world.account AS t13
WHERE t14."accountId" = t13.id AND t13.id = merged."accountId" AND t13."deletedAt" IS NULL AND t14."deletedAt" IS NULL AND t14.stage = $9::VARCHAR) < $10::NUMERIC, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)))) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$11::UUID, stage=CAST('qualified' AS TEXT) FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, now() AS now_1, $11::UUID AS anon_2, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $11::UUID AS anon_2, merged.version AS version, 3, (SELECT checked.judged
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
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $11::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j29) AS row_to_json_1
FROM (SELECT (EXISTS (SELECT 1
FROM t_world.contact AS t26, t_world.account AS t25
WHERE t26."accountId" = t25.id AND t25.id = merged."accountId" AND t25."deletedAt" IS NULL AND t26."deletedAt" IS NULL AND t26.email != $12::VARCHAR)) AND coalesce((SELECT count(*) AS count_4
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t28, t_world.account AS t27
WHERE t28."accountId" = t27.id AND t27.id = merged."accountId" AND t27."deletedAt" IS NULL AND t28."deletedAt" IS NULL AND t28.stage = $13::VARCHAR) < $14::NUMERIC, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j19) AS row_to_json_2
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", EXISTS (SELECT 1
FROM t_world.contact AS t16, t_world.account AS t15
WHERE t16."accountId" = t15.id AND t15.id = merged."accountId" AND t15."deletedAt" IS NULL AND t16."deletedAt" IS NULL AND t16.email != $15::VARCHAR) AS "satisfied", CAST('there must be at least one of account › Contact where email is filled in' AS TEXT) AS "sentence", CAST('account.contacts' AS TEXT) AS "field", CAST('some' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_5
FROM t_world.contact AS t18, t_world.account AS t17
WHERE t18."accountId" = t17.id AND t17.id = merged."accountId" AND t17."deletedAt" IS NULL AND t18."deletedAt" IS NULL AND t18.email != $16::VARCHAR)) AS "actual", CAST(CAST('1' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j19), (SELECT row_to_json(j24) AS row_to_json_3
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", coalesce((SELECT count(*) AS count_6
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t21, t_world.account AS t20
WHERE t21."accountId" = t20.id AND t20.id = merged."accountId" AND t20."deletedAt" IS NULL AND t21."deletedAt" IS NULL AND t21.stage = $17::VARCHAR) < $18::NUMERIC, false) AS "satisfied", CAST('the number of account › Deal where Stage is Qualified must be less than 3' AS TEXT) AS "sentence", CAST('account.deals' AS TEXT) AS "field", CAST('<' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_7
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t23, t_world.account AS t22
WHERE t23."accountId" = t22.id AND t22.id = merged."accountId" AND t22."deletedAt" IS NULL AND t23."deletedAt" IS NULL AND t23.stage = $19::VARCHAR)) AS "actual", CAST(CAST('3' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j24)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j29) AS anon_6
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_1
FROM t_world.sluice_head
