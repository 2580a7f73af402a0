SELECT t_world.sluice_head.catalog_version, t_world.sluice_head.access_epoch
FROM t_world.sluice_head
;
WITH h AS
(SELECT t_world.sluice_head.catalog_version AS catalog_version, t_world.sluice_head.access_epoch AS access_epoch
FROM t_world.sluice_head),
g AS
(SELECT r.stage AS stage, r.owner AS owner, r.outcomes AS outcomes, r.currency AS currency, count(*) AS n, sum(r.worth) AS worth, (array_agg(r.id) FILTER (WHERE 2 = any(r.outcomes) OR 1 = any(r.outcomes)))[$1::INTEGER:$2::INTEGER] AS ids
FROM (SELECT t1.id AS id, t1.stage AS stage, t1."ownerId" AS owner, CAST(t1.amount AS NUMERIC) AS worth, t1.amount__currency AS currency, CASE WHEN (t1.stage = CAST('lead' AS TEXT)) THEN CAST(ARRAY[CASE WHEN (coalesce(t1."budgetConfirmed" = true, false) AND coalesce(t1.score >= $3::BIGINT, false) AND coalesce((SELECT t2.sector
FROM t_world.account AS t2
WHERE t2.id = t1."accountId" AND t2."deletedAt" IS NULL) = $4::VARCHAR, false)) THEN 2 ELSE 0 END + CASE WHEN (coalesce(t1.score >= $5::BIGINT, false) AND (EXISTS (SELECT 1
FROM t_world.contact AS t5, t_world.account AS t4
WHERE t5."accountId" = t4.id AND t4.id = t1."accountId" AND t4."deletedAt" IS NULL AND t5."deletedAt" IS NULL AND t5.email != $6::VARCHAR))) THEN 1 ELSE 0 END, CASE WHEN true THEN 3 ELSE 0 END] AS SMALLINT[]) WHEN (t1.stage = CAST('qualified' AS TEXT)) THEN CAST(ARRAY[CASE WHEN true THEN 3 ELSE 0 END, CASE WHEN true THEN 3 ELSE 0 END] AS SMALLINT[]) WHEN (t1.stage = CAST('lost' AS TEXT)) THEN CAST(ARRAY[CASE WHEN true THEN 3 ELSE 0 END] AS SMALLINT[]) ELSE CAST('{}' AS SMALLINT[]) END AS outcomes
FROM t_world.deal AS t1
WHERE t1."deletedAt" IS NULL
 LIMIT ALL OFFSET 0) AS r GROUP BY r.stage, r.owner, r.outcomes, r.currency)
 SELECT h.catalog_version, h.access_epoch, (SELECT coalesce(json_agg(t), CAST('[]' AS JSON)) AS coalesce_1
FROM (SELECT g.currency AS currency, sum(g.n) AS records, coalesce(sum(g.n) FILTER (WHERE 2 = any(g.outcomes)), 0) AS blocked, coalesce(sum(g.n) FILTER (WHERE 1 = any(g.outcomes)), 0) AS allowed, coalesce(sum(g.n) FILTER (WHERE NOT (2 = any(g.outcomes) OR 1 = any(g.outcomes))), 0) AS unchanged, coalesce(sum(g.n) FILTER (WHERE 2 = any(g.outcomes) AND NOT (1 = any(g.outcomes) OR 3 = any(g.outcomes))), 0) AS stuck, coalesce(sum(g.n) FILTER (WHERE 1 = any(g.outcomes) AND NOT (2 = any(g.outcomes) OR 3 = any(g.outcomes))), 0) AS freed, CAST(sum(g.worth) FILTER (WHERE 2 = any(g.outcomes)) AS TEXT) AS "blockedWorth", CAST(sum(g.worth) FILTER (WHERE 1 = any(g.outcomes)) AS TEXT) AS "allowedWorth"
FROM g GROUP BY g.currency) AS t) AS totals, (SELECT coalesce(json_agg(e), CAST('[]' AS JSON)) AS coalesce_2
FROM (SELECT g.stage AS stage, w.way AS way, g.currency AS currency, sum(g.n) AS records, coalesce(sum(g.n) FILTER (WHERE w.outcome = 2), 0) AS blocked, coalesce(sum(g.n) FILTER (WHERE w.outcome = 1), 0) AS allowed, coalesce(sum(g.n) FILTER (WHERE w.outcome = 3), 0) AS open, coalesce(sum(g.n) FILTER (WHERE w.outcome = 0), 0) AS closed, CAST(sum(g.worth) FILTER (WHERE w.outcome = 2) AS TEXT) AS "blockedWorth", CAST(sum(g.worth) FILTER (WHERE w.outcome = 1) AS TEXT) AS "allowedWorth"
FROM g JOIN unnest(g.outcomes) WITH ORDINALITY AS w(outcome, way) ON true GROUP BY g.stage, w.way, g.currency) AS e) AS edges, (SELECT coalesce(json_agg(p), CAST('[]' AS JSON)) AS coalesce_3
FROM (SELECT o.place AS place, o.currency AS currency, o.records AS records, o.blocked AS blocked, o.allowed AS allowed, o.unchanged AS unchanged, o.stuck AS stuck, o.freed AS freed, o."blockedWorth" AS "blockedWorth", o."allowedWorth" AS "allowedWorth", (SELECT row_to_json(j7) AS row_to_json_1
FROM (SELECT m6.id AS "id", m6.name AS "name"
FROM t_world.sluice_member AS m6
WHERE m6.id = o.owner) AS j7) AS owner
FROM (SELECT f.place AS place, g.owner AS owner, g.currency AS currency, sum(g.n) AS records, coalesce(sum(g.n) FILTER (WHERE 2 = any(g.outcomes)), 0) AS blocked, coalesce(sum(g.n) FILTER (WHERE 1 = any(g.outcomes)), 0) AS allowed, coalesce(sum(g.n) FILTER (WHERE NOT (2 = any(g.outcomes) OR 1 = any(g.outcomes))), 0) AS unchanged, coalesce(sum(g.n) FILTER (WHERE 2 = any(g.outcomes) AND NOT (1 = any(g.outcomes) OR 3 = any(g.outcomes))), 0) AS stuck, coalesce(sum(g.n) FILTER (WHERE 1 = any(g.outcomes) AND NOT (2 = any(g.outcomes) OR 3 = any(g.outcomes))), 0) AS freed, CAST(sum(g.worth) FILTER (WHERE 2 = any(g.outcomes)) AS TEXT) AS "blockedWorth", CAST(sum(g.worth) FILTER (WHERE 1 = any(g.outcomes)) AS TEXT) AS "allowedWorth"
FROM (SELECT g.owner AS owner, row_number() OVER (ORDER BY coalesce(sum(g.n) FILTER (WHERE 2 = any(g.outcomes)), 0) DESC, coalesce(sum(g.n) FILTER (WHERE 1 = any(g.outcomes)), 0) DESC, g.owner) AS place
FROM g GROUP BY g.owner
HAVING coalesce(sum(g.n) FILTER (WHERE 2 = any(g.outcomes)), 0) > 0 OR coalesce(sum(g.n) FILTER (WHERE 1 = any(g.outcomes)), 0) > 0 ORDER BY place
 LIMIT 5) AS f JOIN g ON g.owner IS NOT DISTINCT FROM f.owner GROUP BY f.place, g.owner, g.currency) AS o ORDER BY o.place) AS p) AS owners, (SELECT coalesce(json_agg((SELECT row_to_json(j31) AS row_to_json_2
FROM (SELECT t8.id AS "id", coalesce(t8.name, CAST(t8.id AS TEXT)) AS "title", t8.stage AS "stage", (SELECT row_to_json(j10) AS row_to_json_3
FROM (SELECT m9.id AS "id", m9.name AS "name"
FROM t_world.sluice_member AS m9
WHERE m9.id = t8."ownerId") AS j10) AS "owner", CASE WHEN (t8.amount IS NOT NULL) THEN (SELECT row_to_json(j11) AS row_to_json_4
FROM (SELECT CAST(t8.amount AS TEXT) AS "amount", t8.amount__currency AS "currency") AS j11) END AS "value", CASE WHEN (t8.stage = CAST('lead' AS TEXT)) THEN json_build_array(CASE WHEN (s.outcomes[1] IN (2, 1)) THEN (SELECT row_to_json(j30) AS row_to_json_5
FROM (SELECT CAST('qualified' AS TEXT) AS "to", s.outcomes[1] = 2 AS "blocked", array_to_json(CAST(ARRAY[(SELECT row_to_json(j12) AS row_to_json_6
FROM (SELECT CAST('/stages/1/gate/and/0' AS TEXT) AS "pointer", coalesce(t8.score >= $7::BIGINT, false) AS "satisfied", CAST('Score must be at least 80' AS TEXT) AS "sentence", CAST('points' AS TEXT) AS "field", CAST('>=' AS TEXT) AS "operator", to_json(t8.score) AS "actual", CAST(CAST('80' AS TEXT) AS JSON) AS "needed", false AS "redacted", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", CAST(NULL AS INTEGER) AS "matched", CAST(NULL AS INTEGER) AS "records", CAST(NULL AS TEXT) AS "tally") AS j12), (SELECT row_to_json(j29) AS row_to_json_7
FROM (SELECT CAST('/stages/1/gate/and/1' AS TEXT) AS "pointer", EXISTS (SELECT 1
FROM t_world.contact AS t14, t_world.account AS t13
WHERE t14."accountId" = t13.id AND t13.id = t8."accountId" AND t13."deletedAt" IS NULL AND t14."deletedAt" IS NULL AND t14.email != $8::VARCHAR) AS "satisfied", CAST('there must be at least one of account › Contact where email is filled in' AS TEXT) AS "sentence", CAST('account.contacts' AS TEXT) AS "field", CAST('some' AS TEXT) AS "operator", to_json((SELECT count(*) AS count_1
FROM t_world.contact AS t16, t_world.account AS t15
WHERE t16."accountId" = t15.id AND t15.id = t8."accountId" AND t15."deletedAt" IS NULL AND t16."deletedAt" IS NULL AND t16.email != $9::VARCHAR)) AS "actual", CAST(CAST('1' AS TEXT) AS JSON) AS "needed", false AS "redacted", CAST('block' AS TEXT) AS "severity", CAST(NULL AS TEXT) AS "criterion", (SELECT count(*) AS count_2
FROM t_world.contact AS t18, t_world.account AS t17
WHERE t18."accountId" = t17.id AND t17.id = t8."accountId" AND t17."deletedAt" IS NULL AND t18."deletedAt" IS NULL AND t18.email != $10::VARCHAR) AS "matched", (SELECT count(*) AS count_3
FROM t_world.contact AS t24, t_world.account AS t23
WHERE t24."accountId" = t23.id AND t23.id = t8."accountId" AND t23."deletedAt" IS NULL AND t24."deletedAt" IS NULL) AS "records", replace(replace(CAST('{0} of {1}' AS TEXT), CAST('{0}' AS TEXT), CAST((SELECT count(*) AS count_4
FROM t_world.contact AS t26, t_world.account AS t25
WHERE t26."accountId" = t25.id AND t25.id = t8."accountId" AND t25."deletedAt" IS NULL AND t26."deletedAt" IS NULL AND t26.email != $11::VARCHAR) AS TEXT)), CAST('{1}' AS TEXT), CAST((SELECT count(*) AS count_5
FROM t_world.contact AS t28, t_world.account AS t27
WHERE t28."accountId" = t27.id AND t27.id = t8."accountId" AND t27."deletedAt" IS NULL AND t28."deletedAt" IS NULL) AS TEXT)) AS "tally") AS j29)] AS JSON[])) AS "clauses", CAST(NULL AS JSON) AS "tree") AS j30) ELSE CAST(NULL AS JSON) END, CAST(NULL AS JSON)) WHEN (t8.stage = CAST('qualified' AS TEXT)) THEN json_build_array(CAST(NULL AS JSON), CAST(NULL AS JSON)) WHEN (t8.stage = CAST('lost' AS TEXT)) THEN json_build_array(CAST(NULL AS JSON)) ELSE CAST('[]' AS JSON) END AS "moves") AS j31) ORDER BY s.loses DESC, s.id), CAST('[]' AS JSON)) AS coalesce_4
FROM (SELECT i.id AS id, g.outcomes AS outcomes, 2 = any(g.outcomes) AS loses
FROM g JOIN unnest(g.ids) AS i(id) ON true ORDER BY 2 = any(g.outcomes) DESC, i.id
 LIMIT 2) AS s JOIN t_world.deal AS t8 ON t8.id = s.id) AS samples
FROM h
