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
WHERE t6."accountId" = t5.id AND t5.id = merged."accountId" AND t5."deletedAt" IS NULL AND t6."deletedAt" IS NULL AND t6.stage = $4::VARCHAR) < $5::NUMERIC, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END)) THEN CAST('GATE_CLOSED to' AS TEXT) END] AS TEXT[]), CAST(NULL AS TEXT)) AS problems
FROM merged),
changed AS
(UPDATE t_world.deal SET version=(as_merged.version + 1), "updatedAt"=now(), "updatedBy"=$6::UUID, stage=CAST('qualified' AS TEXT) FROM merged AS as_merged WHERE t_world.deal.id = as_merged.id AND (EXISTS (SELECT 1
FROM checked
WHERE cardinality(checked.problems) = 0)) RETURNING t_world.deal.id, t_world.deal.version, t_world.deal.stage),
moved AS
(INSERT INTO t_world.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage, occurred_at, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('pip_<id>' AS TEXT) AS "'pip_<id>'", (SELECT target.stage
FROM target) AS anon_1, changed.stage AS stage, now() AS now_1, $6::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_stage_history.id),
result AS
(SELECT changed.id AS id
FROM changed UNION ALL SELECT target.id AS id
FROM target
WHERE NOT (EXISTS (SELECT 1
FROM changed))),
told AS
(INSERT INTO t_world.sluice_outbox (object_id, record_id, kind, record_version, changed, actor, catalog_version) SELECT CAST('obj_<id>' AS TEXT) AS "'obj_<id>'", changed.id AS id, CAST('promoted' AS TEXT) AS "'promoted'", changed.version AS version, CAST(ARRAY[CAST('stage' AS TEXT)] AS TEXT[]) AS anon_3, $6::UUID AS anon_2, 3
FROM changed RETURNING t_world.sluice_outbox.seq)
 SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch, coalesce((SELECT checked.problems
FROM checked), CAST(ARRAY[CAST('RECORD_NOT_FOUND id' AS TEXT)] AS TEXT[])) AS problems, (SELECT (SELECT row_to_json(j21) AS row_to_json_1
FROM (SELECT (EXISTS (SELECT 1
FROM t_world.contact AS t18, t_world.account AS t17
WHERE t18."accountId" = t17.id AND t17.id = merged."accountId" AND t17."deletedAt" IS NULL AND t18."deletedAt" IS NULL AND t18.email != $7::VARCHAR)) AND coalesce((SELECT count(*) AS count_2
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t20, t_world.account AS t19
WHERE t20."accountId" = t19.id AND t19.id = merged."accountId" AND t19."deletedAt" IS NULL AND t20."deletedAt" IS NULL AND t20.stage = $8::VARCHAR) < $9::NUMERIC, false) AND CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN true ELSE true END AS "open", CASE WHEN (merged.stage = CAST('lead' AS TEXT)) THEN array_to_json(CAST(ARRAY[(SELECT row_to_json(j11) AS row_to_json_2
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", EXISTS (SELECT 1
FROM t_world.contact AS t8, t_world.account AS t7
WHERE t8."accountId" = t7.id AND t7.id = merged."accountId" AND t7."deletedAt" IS NULL AND t8."deletedAt" IS NULL AND t8.email != $10::VARCHAR) AS "satisfied", CAST('there must be at least one of account › Contact where email is filled in' AS TEXT) AS "sentence", CAST('account.contacts' AS TEXT) AS "field", CAST('some' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_3
FROM t_world.contact AS t10, t_world.account AS t9
WHERE t10."accountId" = t9.id AND t9.id = merged."accountId" AND t9."deletedAt" IS NULL AND t10."deletedAt" IS NULL AND t10.email != $11::VARCHAR)) AS "actual", CAST(CAST('1' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j11), (SELECT row_to_json(j16) AS row_to_json_3
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", coalesce((SELECT count(*) AS count_4
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t13, t_world.account AS t12
WHERE t13."accountId" = t12.id AND t12.id = merged."accountId" AND t12."deletedAt" IS NULL AND t13."deletedAt" IS NULL AND t13.stage = $12::VARCHAR) < $13::NUMERIC, false) AS "satisfied", CAST('the number of account › Deal where Stage is Qualified must be less than 3' AS TEXT) AS "sentence", CAST('account.deals' AS TEXT) AS "field", CAST('<' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_5
FROM (SELECT t_world.deal.id AS id, t_world.deal.version AS version, t_world.deal."createdAt" AS "createdAt", t_world.deal."createdBy" AS "createdBy", t_world.deal."updatedAt" AS "updatedAt", t_world.deal."updatedBy" AS "updatedBy", t_world.deal."ownerId" AS "ownerId", t_world.deal."deletedAt" AS "deletedAt", t_world.deal.stage AS stage, t_world.deal.name AS name, t_world.deal.notes AS notes, t_world.deal.amount AS amount, t_world.deal.amount__currency AS amount__currency, t_world.deal.margin AS margin, t_world.deal.score AS score, t_world.deal."budgetConfirmed" AS "budgetConfirmed", t_world.deal."closeDate" AS "closeDate", t_world.deal."signedAt" AS "signedAt", t_world.deal.website AS website, t_world.deal.source AS source, t_world.deal."accountId" AS "accountId"
FROM t_world.deal
WHERE NOT (EXISTS (SELECT 1
FROM merged
WHERE merged.id = t_world.deal.id)) UNION ALL SELECT merged.id AS id, merged.version AS version, merged."createdAt" AS "createdAt", merged."createdBy" AS "createdBy", merged."updatedAt" AS "updatedAt", merged."updatedBy" AS "updatedBy", merged."ownerId" AS "ownerId", merged."deletedAt" AS "deletedAt", merged.stage AS stage, merged.name AS name, merged.notes AS notes, merged.amount AS amount, merged.amount__currency AS amount__currency, merged.margin AS margin, merged.score AS score, merged."budgetConfirmed" AS "budgetConfirmed", merged."closeDate" AS "closeDate", merged."signedAt" AS "signedAt", merged.website AS website, merged.source AS source, merged."accountId" AS "accountId"
FROM merged) AS t15, t_world.account AS t14
WHERE t15."accountId" = t14.id AND t14.id = merged."accountId" AND t14."deletedAt" IS NULL AND t15."deletedAt" IS NULL AND t15.stage = $14::VARCHAR)) AS "actual", CAST(CAST('3' AS TEXT) AS JSON) AS "needed", false AS "redacted") AS j16)] AS JSON[])) ELSE CAST(NULL AS JSON) END AS "clauses") AS j21) AS anon_4
FROM merged
WHERE merged.stage = CAST('lead' AS TEXT)) AS part_1
FROM t_world.sluice_head
