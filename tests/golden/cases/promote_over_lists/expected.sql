WITH guard AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version
FROM t_world.sluice_head
WHERE t_world.sluice_head.catalog_version = <version> AND t_world.sluice_head.access_epoch = $1::INTEGER),
target AS
(SELECT t1.id AS id, t1.version AS version, t1."createdAt" AS "createdAt", t1."createdBy" AS "createdBy", t1."updatedAt" AS "updatedAt", t1."updatedBy" AS "updatedBy", t1."ownerId" AS "ownerId", t1."deletedAt" AS "deletedAt", t1.stage AS stage, t1."stageEnteredAt" AS "stageEnteredAt", t1.name AS name, t1.notes AS notes, t1.amount AS amount, t1.amount__currency AS amount__currency, t1.margin AS margin, t1.score AS score, t1."budgetConfirmed" AS "budgetConfirmed", t1."closeDate" AS "closeDate", t1."signedAt" AS "signedAt", t1.website AS website, t1.source AS source, t1."accountId" AS "accountId"
FROM t_world.deal AS t1
WHERE (EXISTS (SELECT 1
FROM guard)) AND t1.id = $2::UUID AND t1."deletedAt" IS NULL FOR UPDATE OF t1),
merged AS
(SELECT target.id AS id, target.version AS version, target."createdAt" AS "createdAt", target."createdBy" AS "createdBy", target."updatedAt" AS "updatedAt", target."updatedBy" AS "updatedBy", target."ownerId" AS "ownerId", target."deletedAt" AS "deletedAt", target.stage AS stage, target."stageEnteredAt" AS "stageEnteredAt", target.name AS name, target.notes AS notes, target.amount AS amount, target.amount__currency AS amount__currency, target.margin AS margin, target.score AS score, target."budgetConfirmed" AS "budgetConfirmed", target."closeDate" AS "closeDate", target."signedAt" AS "signedAt", target.website AS website, target.source AS source, target."accountId" AS "accountId"
FROM target),
held21 AS
(SELECT t19.ctid AS place
FROM t_world.account AS t19
WHERE t19.id = (SELECT merged."accountId"
FROM merged) FOR NO KEY UPDATE OF t19),
checked AS
(SELECT array_remove(CAST(ARRAY[CASE WHEN ((SELECT held21.place
FROM held21) IS DISTINCT FROM (SELECT t20.ctid
FROM t_world.account AS t20
WHERE t20.id = (SELECT merged."accountId"
FROM merged))) THEN CAST('RACED ' AS TEXT) END, CASE WHEN (merged.stage != CAST('lead' AS TEXT)) THEN CAST('TRANSITION_NOT_ALLOWED to' AS TEXT) END, CASE WHEN (merged.stage = CAST('lead' AS TEXT) AND NOT ((EXISTS (SELECT 1
FROM t_world.contact AS t4, t_world.account AS t3
WHERE t4."accountId" = t3.id AND t3.id = merged."accountId" AND t3."deletedAt" IS NULL AND t4."deletedAt" IS NULL AND t4.email != $3::VARCHAR)) AND coalesce((SELECT count(*) AS count_1
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t6, t_world.account AS t5
WHERE t6."accountId" = t5.id AND t5.id = merged."accountId" AND t5."deletedAt" IS NULL AND t6."deletedAt" IS NULL AND t6.stage = $4::VARCHAR) < $5::NUMERIC, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems, json_build_object('values', json_object(CAST(ARRAY[CAST('<fingerprint> fld_<id> fld_<id> fld_<id> obj_<id> obj_<id>' AS TEXT), CAST('<fingerprint> fld_<id> fld_<id> obj_<id> obj_<id>' AS TEXT), CAST('<fingerprint> fld_<id> obj_<id> obj_<id> stage' AS TEXT), CAST('<fingerprint> fld_<id> obj_<id> obj_<id>' AS TEXT)] AS TEXT[]), CAST(ARRAY[CAST((SELECT count(*) AS count_2
FROM t_world.contact AS t8, t_world.account AS t7
WHERE t8."accountId" = t7.id AND t7.id = merged."accountId" AND t7."deletedAt" IS NULL AND t8."deletedAt" IS NULL AND t8.email != $6::VARCHAR) AS TEXT), CAST((SELECT count(*) AS count_3
FROM t_world.contact AS t10, t_world.account AS t9
WHERE t10."accountId" = t9.id AND t9.id = merged."accountId" AND t9."deletedAt" IS NULL AND t10."deletedAt" IS NULL) AS TEXT), CAST((SELECT count(*) AS count_4
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t12, t_world.account AS t11
WHERE t12."accountId" = t11.id AND t11.id = merged."accountId" AND t11."deletedAt" IS NULL AND t12."deletedAt" IS NULL AND t12.stage = $7::VARCHAR) AS TEXT), CAST((SELECT count(*) AS count_5
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t14, t_world.account AS t13
WHERE t14."accountId" = t13.id AND t13.id = merged."accountId" AND t13."deletedAt" IS NULL AND t14."deletedAt" IS NULL) AS TEXT)] AS TEXT[])), 'closed', to_json(array_remove(CAST(ARRAY[CASE WHEN (NOT (EXISTS (SELECT 1
FROM t_world.contact AS t16, t_world.account AS t15
WHERE t16."accountId" = t15.id AND t15.id = merged."accountId" AND t15."deletedAt" IS NULL AND t16."deletedAt" IS NULL AND t16.email != $8::VARCHAR))) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END, CASE WHEN NOT coalesce((SELECT count(*) AS count_6
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t18, t_world.account AS t17
WHERE t18."accountId" = t17.id AND t17.id = merged."accountId" AND t17."deletedAt" IS NULL AND t18."deletedAt" IS NULL AND t18.stage = $9::VARCHAR) < $10::NUMERIC, false) THEN CAST('stg_<id>/gate/<fingerprint>' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT))), 'edge', CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN json_build_array(CAST('stg_<id>' AS TEXT), CAST('stg_<id>' AS TEXT)) END) AS judged
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$11::UUID, stage=CAST('qualified' AS TEXT), "stageEnteredAt"=greatest(now(), as_merged."stageEnteredAt" + interval '1 microsecond') FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage, t_world.deal."stageEnteredAt", t_world.deal."accountId"),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, changed."stageEnteredAt" AS "stageEnteredAt", $11::UUID AS anon_2, 3, (SELECT checked.judged
FROM checked) AS anon_3
FROM changed RETURNING t_world.sluice_stage_history.id),
refused AS
(INSERT INTO t_world.sluice_refusal (object_id, record_id, pipeline_id, from_stage, to_stage, actor, record_version, catalog_version, judged) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", merged.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN CAST('stg_<id>' AS TEXT) END AS anon_4, CAST('stg_<id>' AS TEXT) AS "'stg_<id>'", $11::UUID AS anon_2, merged.version AS version, 3, (SELECT checked.judged
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
anchors23 AS
(SELECT t22.id AS id
FROM t_world.account AS t22
WHERE t22.id IN (SELECT changed."accountId"
FROM changed UNION SELECT target."accountId"
FROM target
WHERE EXISTS (SELECT 1
FROM changed)) ORDER BY t22.id FOR NO KEY UPDATE OF t22),
touched24 AS
(UPDATE t_world.account SET version=t_world.account.version WHERE t_world.account.id IN (SELECT anchors23.id
FROM anchors23) RETURNING t_world.account.id),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_5, $11::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j39) AS row_to_json_1
FROM (SELECT (EXISTS (SELECT 1
FROM t_world.contact AS t36, t_world.account AS t35
WHERE t36."accountId" = t35.id AND t35.id = merged."accountId" AND t35."deletedAt" IS NULL AND t36."deletedAt" IS NULL AND t36.email != $12::VARCHAR)) AND coalesce((SELECT count(*) AS count_7
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t38, t_world.account AS t37
WHERE t38."accountId" = t37.id AND t37.id = merged."accountId" AND t37."deletedAt" IS NULL AND t38."deletedAt" IS NULL AND t38.stage = $13::VARCHAR) < $14::NUMERIC, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j29) AS row_to_json_2
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", EXISTS (SELECT 1
FROM t_world.contact AS t26, t_world.account AS t25
WHERE t26."accountId" = t25.id AND t25.id = merged."accountId" AND t25."deletedAt" IS NULL AND t26."deletedAt" IS NULL AND t26.email != $15::VARCHAR) AS "satisfied", CAST('there must be at least one of account › Contact where email is filled in' AS TEXT) AS "sentence", CAST('account.contacts' AS TEXT) AS "field", CAST('some' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_8
FROM t_world.contact AS t28, t_world.account AS t27
WHERE t28."accountId" = t27.id AND t27.id = merged."accountId" AND t27."deletedAt" IS NULL AND t28."deletedAt" IS NULL AND t28.email != $16::VARCHAR)) AS "actual", CAST(CAST('1' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j29), (SELECT row_to_json(j34) AS row_to_json_3
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", coalesce((SELECT count(*) AS count_9
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t31, t_world.account AS t30
WHERE t31."accountId" = t30.id AND t30.id = merged."accountId" AND t30."deletedAt" IS NULL AND t31."deletedAt" IS NULL AND t31.stage = $17::VARCHAR) < $18::NUMERIC, false) AS "satisfied", CAST('the number of account › Deal where Stage is Qualified must be less than 3' AS TEXT) AS "sentence", CAST('account.deals' AS TEXT) AS "field", CAST('<' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_10
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal."stageEnteredAt" AS "stageEnteredAt", t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged."stageEnteredAt" AS "stageEnteredAt", merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t33, t_world.account AS t32
WHERE t33."accountId" = t32.id AND t32.id = merged."accountId" AND t32."deletedAt" IS NULL AND t33."deletedAt" IS NULL AND t33.stage = $19::VARCHAR)) AS "actual", CAST(CAST('3' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j34)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j39) AS anon_6
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_1
FROM t_world.sluice_head
