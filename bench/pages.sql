-- Fills an empty node for bench/pages.py: people, employers, items and what belongs to them.
-- Facts: people, employers, items, provinces (codes), month (the last one, counted from year 0),
-- 211 surnames and 401 signs of given names with their sounds.

CREATE TEMP TABLE employer AS
SELECT e, province, '91' || province || county || 'B8' || lpad(e::text, 8, '0') AS credit_code,
       province || county AS division_code
FROM (
    SELECT e, (%(provinces)s::text[])[1 + e %% cardinality(%(provinces)s::text[])] AS province,
           CASE WHEN e %% 10 < 3  -- one city has three in ten, as a large one has
               THEN ('{0104,0111,0102,0103,0121,0122,0123,0124,0181}'::text[])[1 + e / 10 %% 9]
               ELSE lpad((2 + e / 10 %% 15)::text, 2, '0') || lpad((1 + e / 150 %% 6)::text, 2, '0')
           END AS county
    FROM generate_series(1, %(employers)s) AS e
) AS placed;
CREATE UNIQUE INDEX ON employer (e);

-- One in ten works for one of fifty large employers. One in a hundred, of those, has been insured
-- for ten years, everybody else for two months. Names and their sounds are put together alike.
CREATE TEMP TABLE person AS
SELECT n, body || substr('10X98765432', 1 + (
           SELECT sum(substr(body, place::int, 1)::int * weight)
           FROM unnest('{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}'::int[])
               WITH ORDINALITY AS given (weight, place))::int %% 11, 1) AS ssn,
       province, credit_code, division_code, born,
       CASE sex %% 2 WHEN 1 THEN '1' ELSE '2' END AS sex,
       families.sign[1 + family] || given.sign[1 + first] || given.sign[1 + second] AS name,
       concat_ws(' ', families.sound[1 + family], given.sound[1 + first],
                 given.sound[1 + second]) AS name_key,
       CASE n %% 100 WHEN 0 THEN 120 ELSE 2 END AS months
FROM (
    SELECT n, employer.*, born, sex, (n::bigint * n %% 211)::int AS family, n / 7 %% 401 AS first,
           n / 3 %% 307 AS second,
           division_code || to_char(born, 'YYYYMMDD') || lpad((n / 140000)::text, 2, '0') || sex
               AS body
    FROM generate_series(1, %(people)s) AS n
    CROSS JOIN LATERAL (
        SELECT DATE '1962-01-01' + n %% 14000 AS born, n / 14000 %% 10 AS sex
    ) AS life
    JOIN employer ON employer.e = CASE WHEN n %% 10 = 0 THEN 1 + n / 10 %% 50
                                       ELSE 1 + (n::bigint * 7919 %% %(employers)s)::int END
) AS drawn,
(SELECT %(surnames)s::text[] AS sign, %(surname_sounds)s::text[] AS sound) AS families,
(SELECT %(given)s::text[] AS sign, %(given_sounds)s::text[] AS sound) AS given;
CREATE UNIQUE INDEX ON person (n);
ANALYZE employer, person;

INSERT INTO registry_employer (credit_code, province, name, division_code, registered_on)
SELECT credit_code, province, '第' || e || '机械制造有限公司', division_code, '2020-01-01' FROM employer;

INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
SELECT ssn, province, name, name_key, sex, born FROM person ON CONFLICT DO NOTHING;
-- One in two hundred is known in a second province, where there is one.
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
SELECT ssn, (%(provinces)s::text[])[1 + n / 200 %% cardinality(%(provinces)s::text[])], name,
       name_key, sex, born
FROM person WHERE n %% 200 = 0 ON CONFLICT DO NOTHING;

INSERT INTO registry_enrolment
    (ssn, province, scheme, credit_code, from_month, until_month, end_reason)
SELECT ssn, province, '110', credit_code, %(month)s - months, NULL, ''
FROM person ON CONFLICT DO NOTHING;
-- One in five worked elsewhere before.
INSERT INTO registry_enrolment
    (ssn, province, scheme, credit_code, from_month, until_month, end_reason)
SELECT person.ssn, person.province, '110', employer.credit_code, %(month)s - months - 90,
       %(month)s - months - 30, '221'
FROM person JOIN employer ON employer.e = 1 + (n::bigint * 104729 %% %(employers)s)::int
WHERE n %% 5 = 0 AND employer.province = person.province ON CONFLICT DO NOTHING;

INSERT INTO registry_assessment (credit_code, province, scheme, month, item_number, people,
    base_fen, employer_fen, employee_fen, received_on, receipt_item_number)
SELECT credit_code, province, '110', %(month)s - back, 'D-' || back, 20, 16000000, 2560000,
       1280000, CASE WHEN back > 0 THEN current_date END, ''
FROM employer, generate_series(0, 119) AS back WHERE back < 2 OR e <= 50;

INSERT INTO registry_benefit (ssn, province, scheme, kind, from_month, retirement_month, basic_fen,
    account_fen, total_fen, contribution_months, wage_index_e4, worksheet, provisional, item_number)
SELECT ssn, province, '110', 'pension', %(month)s - 6, %(month)s - 7, 200000, 50000, 250000, 180,
       10000, '[]', false, 'B-' || n
FROM person WHERE n %% 20 = 0;
INSERT INTO registry_payment (ssn, province, scheme, kind, month, amount_fen, account_part_fen,
    paid_on, item_number)
SELECT ssn, province, '110', 'pension', %(month)s - back, 250000, 50000, current_date, 'R-' || back
FROM person, generate_series(1, 6) AS back WHERE n %% 20 = 0;

INSERT INTO registry_transfer (letter, scheme, ssn, name, origin, destination, requested_on,
    refused, reason, months, account_fen, pooled_fen)
SELECT 'T-' || n, '110', ssn, name, province, '31', current_date, false, '', 0, 0, 0
FROM person WHERE n %% 100 = 7;

INSERT INTO registry_counter (province, scheme, name, amount)
SELECT province, '110', 'people', count(*) FROM registry_person GROUP BY province
UNION ALL
SELECT province, '110', 'pension', count(*) FROM registry_benefit GROUP BY province;

-- A third of the items waits for its review, the latest; the others are done.
INSERT INTO workflow_item
    (number, code, scheme, status, source, agency_code, agency_level, division_code, subject,
     subject_name, form, facts, worksheet, provenance, refusals, hints, outcome, digest,
     content_digest, accepted_at, due_on, waits_for, completed_at)
SELECT province || to_char(accepted_at, '-YYYYMMDD-') || lpad(n::text, 7, '0'),
       ('{employment_end,person_enrolment,employment_end,retirement_claim}'::text[])[1 + n %% 4],
       '110', CASE WHEN n > %(items)s / 3 THEN 'completed' WHEN n %% 50 = 1 THEN 'returned'
                   WHEN n %% 10 = 1 THEN 'reviewed' ELSE 'accepted' END,
       'clerk', agency_code, 4, agency_code, ssn, name,
       jsonb_build_object('ssn', ssn, 'credit_code', credit_code, 'last_month', '2026-10',
                          'reason', '221'),
       jsonb_build_object('name', name, 'text', repeat('x', 600)), '[]', '{}', '[]', '[]', '{}',
       '', '', accepted_at, accepted_at::date + 20 + n %% 11, '',
       CASE WHEN n > %(items)s / 3 THEN accepted_at + interval '3 days' END
FROM (
    SELECT number.n, person.ssn, person.name, person.province, credit_code,
           now() - number.n * interval '4 minutes' AS accepted_at,
           CASE WHEN number.n %% 5 = 0 THEN person.province || '0000'
                WHEN number.n %% 5 = 1 THEN left(division_code, 4) || '00'
                ELSE division_code END AS agency_code
    FROM generate_series(1, %(items)s) AS number (n)
    JOIN person ON person.n = 1 + (number.n::bigint * 6101 %% %(people)s)::int
) AS drawn;
INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note)
SELECT number, verb, verb || right(number, 2), verb || right(number, 2), '某', accepted_at, ''
FROM workflow_item, unnest('{accept,review,approve}'::text[]) AS verb
WHERE verb = 'accept' OR status = 'completed';

INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
SELECT 'employment_ended', number, '', completed_at, 1, '{}'
FROM workflow_item WHERE status = 'completed' ORDER BY completed_at;
INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)
SELECT row_number() OVER (ORDER BY id), id, 'sha256', '', '' FROM events_event;

INSERT INTO agency_accessrecord (login, person_code, ssns, what, search, reason, rows, looked_at)
SELECT 'clerk', 'p', array_agg(ssn), 'people.list', '', '', 0, now() - n / 20 * interval '1 minute'
FROM person WHERE n %% 2 = 0 GROUP BY n / 20;
INSERT INTO agency_signin (login, address, device, outcome, at)
SELECT 'clerk' || n %% 900, '10.0.0.' || n %% 250, '', 'in', now() - n * interval '1 minute'
FROM generate_series(1, 100000) AS n;
INSERT INTO risk_signal (code, ssn, month, places, raised_on, judged_on, judged_by, judgement)
SELECT 'duplicate_contribution_month', ssn, %(month)s - 1,
       jsonb_build_array(jsonb_build_object('province', province, 'item_number', 'D-1', 'row', n)),
       current_date - n %% 700, CASE WHEN n %% 700 > 3 THEN current_date END, '', ''
FROM person WHERE n %% 100 = 3;
