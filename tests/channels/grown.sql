-- Fills every table that grows, {rows} rows each. One person in forty belongs to the county whose
-- clerk looks.
CREATE FUNCTION pg_temp.ssn(n int) RETURNS text LANGUAGE sql RETURN
    '3401041980010' || (1 + n / 10000) || lpad((n % 10000)::text, 4, '0');
CREATE FUNCTION pg_temp.zeros() RETURNS bytea LANGUAGE sql RETURN decode(repeat('00', 32), 'hex');

INSERT INTO registry_employer (credit_code, province, name, division_code, registered_on)
SELECT 'X' || lpad(n::text, 17, '0'), '34', '单位' || n,
       CASE n % 40 WHEN 0 THEN '340104' ELSE '34' || (1000 + n % 40) END, '2024-01-01'
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
SELECT pg_temp.ssn(n), '34', chr(19968 + n % 491) || '某' || n, 'k' || n % 487,
       '1', '1980-01-01'
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_searchkey (province, is_employer, key, subject)
SELECT province, false, way || name, ssn FROM registry_person, generate_series(1, 7) AS way
UNION ALL
SELECT province, true, way || name, credit_code
FROM registry_employer, generate_series(1, 7) AS way
ON CONFLICT DO NOTHING;

INSERT INTO registry_enrolment
    (ssn, province, scheme, credit_code, from_month, until_month, end_reason)
SELECT pg_temp.ssn(n), '34', '110', 'X' || lpad((1 + n % 400)::text, 17, '0'),
       24000, NULL, ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_assessment (credit_code, province, scheme, month, item_number, people,
    base_fen, employer_fen, employee_fen, received_on, receipt_item_number)
SELECT 'X' || lpad((1 + n % 400)::text, 17, '0'), '34', '110', 24200 + n / 400, 'D-' || n, 20, 1,
       1, 1, CASE WHEN n > 100 THEN DATE '2024-11-01' END, ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_contribution (ssn, province, scheme, month, credit_code, item_number, row,
    wage_fen, base_fen, employer_fen, employee_fen)
SELECT pg_temp.ssn(n), '34', '110', 24200, 'X' || lpad((1 + n % 400)::text, 17, '0'),
       'D-' || n, n, 1, 1, 1, 1
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_receipt (serial, province, scheme, credit_code, month, amount_fen,
    received_on, item_number)
SELECT 'S-' || n, '34', '110', 'X' || lpad((1 + n % 400)::text, 17, '0'), 24200, 1, '2024-11-01',
       'R-' || n
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_earlierrecord (ssn, province, scheme, source, paid_in, from_month,
    until_month, place, months, wage_index_e4, base_sum_fen, account_fen, item_number)
SELECT pg_temp.ssn(n), '34', '110', 'prior', '34', 1, 9, 1, 1, 1, 1, 1, 'A-' || n
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_benefit (ssn, province, scheme, kind, from_month, retirement_month, basic_fen,
    account_fen, total_fen, contribution_months, wage_index_e4, worksheet, provisional, item_number)
SELECT pg_temp.ssn(n), '34', '110', 'pension', 24000 + n % 99, 1, 1, 1, 1, 1, 1, '[]',
       false, 'B-' || n
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_payment (ssn, province, scheme, kind, month, amount_fen, account_part_fen,
    paid_on, item_number)
SELECT pg_temp.ssn(n), '34', '110', 'pension', 24200, 1, 1, '2024-11-01', 'P-' || n % 500
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_transfer (letter, scheme, ssn, name, origin, destination, requested_on,
    answered_on, completed_on, refused, reason, months, account_fen, pooled_fen)
SELECT 'T-' || n, '110', pg_temp.ssn(n), '某', '34', '32', '2023-11-01', '2023-11-05',
       '2023-11-09', false, '', 0, 0, 0
FROM generate_series(1, {rows}) AS n;

INSERT INTO ledger_entry
    (province, number, scheme, book, posted_on, month, item_number, memo, memo_en)
SELECT '34', 'E-' || n, '110', 'accounts', '2024-11-01', 24290, 'D-' || n, '', ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT '34', 'E-' || n, leg, '110', 'accounts', 24290, CASE leg WHEN 1 THEN '8101' ELSE '8001' END,
       CASE leg WHEN 1 THEN '' ELSE pg_temp.ssn(n) END, CASE leg WHEN 1 THEN 1 ELSE -1 END
FROM generate_series(1, {rows}) AS n, generate_series(1, 2) AS leg;

INSERT INTO registry_forwarded (letter, scheme, sender, competent, agency, forwarded_on, item,
    subject, subject_name, form, round, papers, turn, seen_round, status, waits_for, item_number,
    note, points, missing, refusals)
SELECT '34-F20230105-' || lpad(n::text, 6, '0') || '-32', '110', '34', '32', '340' || n % 300, '2024-11-05',
       'prior_record', pg_temp.ssn(n), '李', '{{}}', 1, '[]', 1, 1, 'completed', '', 'F-' || n, '',
       '[]', '[]', '[]'
FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_item
    (number, code, scheme, status, source, agency_code, agency_level, division_code, subject,
     subject_name, form, worksheet, provenance, refusals, hints, outcome, digest,
     content_digest, accepted_at, due_on, waits_for)
SELECT '34-' || n, CASE WHEN n % 5 < 3 THEN 'employment_end' ELSE 'wage_declaration' END, '110',
       CASE WHEN n % 2 = 0 THEN 'accepted' WHEN n % 40 = 1 THEN 'reviewed' ELSE 'completed' END,
       'clerk', '340104', 4, (ARRAY['340104', '340209', '340111'])[1 + n % 3],
       CASE WHEN n % 5 < 3 THEN pg_temp.ssn(n) ELSE '' END, chr(19968 + n % 500) || '某',
       '{{}}', '[]', '{{}}', '[]', '[]',
       '{{}}', '', '', now() - n * interval '1 minute', current_date + n % 20, ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note)
SELECT '34-' || n, 'accept', 'clerk', 'p' || n % 50, '某', now(), ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_hand (item_id, login, name, since, worker, worker_name, works_until)
SELECT '34-' || n, CASE WHEN n % 8 = 0 THEN 'login' || n % 50 ELSE '' END, '某', now(), 'login7',
       '某', now() FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_handover
    (item_id, before, before_name, login, name, by, by_person, by_name, at, word)
SELECT '34-' || n, '', '', 'login7', '某', 'login7', 'p7', '某', now(), ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_comment (item_id, login, person_code, name, at, text)
SELECT '34-' || n, 'login7', 'p7', '某', now(), 'x' FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_formchange (item_id, login, name, at, fields)
SELECT '34-' || n, 'login7', '某', now(), '{{}}' FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_content (digest, size, body)
SELECT 'content-' || n, 0, '' FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_attachment (item_id, name, digest)
SELECT '34-' || n, 'a.csv', 'content-' || n FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_attachment (item_id, name, paper, until)
SELECT '34-' || n, '', 'identity', current_date + n % 30 FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_awaited (item_id, paper, until)
SELECT '34-' || n, 'identity', current_date + n % 30 FROM generate_series(1, 500) AS n;
INSERT INTO workflow_batch (login, duties, agency_code, chosen_at, begun_at, ended_at, is_stopped)
SELECT 'login' || n % 100, '{{}}', '340000', now(), now(), now(), false
FROM generate_series(1, {rows}) AS n;
INSERT INTO workflow_batchentry (batch_id, item_id, verb, outcome, refusals, tries, at)
SELECT id, '34-1', 'review', 'taken', '[]', 1, now() FROM workflow_batch
WHERE ended_at IS NOT NULL;
INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
SELECT 'employment_ended', '34-' || n, '', now(), 1, repeat('x', 600)
FROM generate_series(1, {rows}) AS n;
INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)
SELECT row_number() OVER (ORDER BY id), id, 'sha256', pg_temp.zeros(), pg_temp.zeros()
FROM events_event WHERE id NOT IN (SELECT event_id FROM events_unsealed);
INSERT INTO sync_heldevent (province, position, kind, item_number, addressee, recorded_at, body,
    algorithm, digest, hash)
SELECT '34', n, 'employment_ended', '34-' || n, '', '', '', 'sha256', pg_temp.zeros(),
       pg_temp.zeros()
FROM generate_series(1, {rows}) AS n;
INSERT INTO sync_kepthead (node, first_position, last_position, head, signature, key_id, refusal,
    received_at)
SELECT '34', n, n, repeat('x', 600), '', '', '', now() FROM generate_series(1, {rows}) AS n;
INSERT INTO sync_checkpoint (node, epoch, size, note, cosigner, refusal, at)
SELECT '34', 1, n, repeat('x', 300), '00', '', now() FROM generate_series(1, {rows}) AS n;
INSERT INTO sync_quarantine (node, position, kind, fault, subjects, at, settled_at)
SELECT '34', n, 'employment_ended', '', '{{}}', now(), CASE WHEN n > 5 THEN now() END
FROM generate_series(1, {rows}) AS n;
INSERT INTO risk_signal (code, ssn, month, places, raised_on, judged_on, judged_by, judgement)
SELECT 'duplicate_contribution_month', pg_temp.ssn(n), 24200,
       jsonb_build_array(jsonb_build_object('province', '34', 'item_number', 'D-' || n, 'row', n)),
       current_date - n % 700, CASE WHEN n > 50 THEN current_date END, '', ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO risk_inquiry (digest, node, people, text, kept_at)
SELECT md5(n::text) || md5(n::text), '34', 1, repeat('x', 400), now() - n * interval '1 minute'
FROM generate_series(1, {rows}) AS n;
INSERT INTO risk_inquiryanswer (inquiry_id, digest, text, kept_at)
SELECT digest, digest, repeat('x', 400), kept_at FROM risk_inquiry;
INSERT INTO risk_asked (item_number, ssn, scheme, kinds, from_month, until_month, wanted_at,
    ask_after, tries, answer, answered_at, found, unheard)
SELECT '34-' || n, pg_temp.ssn(n), '110', '{{benefit}}', 0, 0, now(), now(), 0, '',
       CASE WHEN n > 50 THEN now() END, '[]', '{{}}'
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_delivery (digest, department, said_on, rows, text, kept_at)
SELECT md5(n::text) || md5(n::text), 'civil_affairs', '2024-11-01', 1, repeat('x', 400), now()
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_report (delivery_id, row, department, kind, ssn, name, facts, faults, said_on)
SELECT md5(n::text) || md5(n::text), 1, 'civil_affairs', 'death', pg_temp.ssn(n), '某',
       '{{"died_on": "2024-10-01"}}', '[]', '2024-11-01'
FROM generate_series(1, {rows}) AS n;
INSERT INTO registry_openreport (report_id) SELECT id FROM registry_report ON CONFLICT DO NOTHING;
INSERT INTO registry_reportstep (report_id, verb, login, person_code, name, why, at)
SELECT id, 'reject', '', '', '', '', now() FROM registry_report;

INSERT INTO proof_run (province, since, asked_by, asked_at, began_at, ended_at, position, size, done,
    steps, findings, gaps, is_cancelled, outcome, fault)
SELECT '', 0, 'operator', now(), now(), now(), n, n, n, '[]', 1, 0, false, 'whole', ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO proof_finding (run_id, node, "table", key, field, kind, position, told, held)
SELECT id, '34', 'registry_person', '{{}}', 'name', 'changed', position, '', '' FROM proof_run;
INSERT INTO proof_repair (finding_id, item_number, at)
SELECT id, 'R-' || id, now() FROM proof_finding WHERE position IS NOT NULL;
INSERT INTO proof_wanted (node, position, item_number, came_at)
SELECT '34', n, 'R-' || n, CASE WHEN n > 5 THEN now() END FROM generate_series(1, {rows}) AS n;
INSERT INTO proof_reconciliation (province, asked_at, asked_by, state, step, tries, agenda, own,
    down, began_at, ended_at, missing, surplus, different, is_whole)
SELECT (ARRAY['31', '32', '33', '34', '35', '36', '37', '41', '42', '43', '44'])[1 + n % 11],
       now() - n * interval '1 hour', '', 'equal', 3, 1, '[]', n, 0, now(), now(), 0, 0, 0, true
FROM generate_series(1, {rows}) AS n;
INSERT INTO proof_mismatch (proof_id, kind, "table", month, key, field, rows)
SELECT id, 'different', 'registry_person', 0, '{{"ssn": "340104198001010777"}}', 'name', 1
FROM proof_reconciliation;
INSERT INTO proof_sum (name, province, month, bucket, rows, low, high)
SELECT 'registry_contribution', '32', 24000 + n / 256, n % 256, 1, 1, 1
FROM generate_series(1, {rows}) AS n;
INSERT INTO agency_upkeeprecord (kind, person, role, facts, at)
SELECT 'psql', 'root', 'tongchou_app', '{{}}', now() - n * interval '1 hour'
FROM generate_series(1, {rows}) AS n;
INSERT INTO agency_signin (login, address, device, outcome, at)
SELECT 'login' || n, '10.0.0.' || n % 250, '', 'wrong', now() - n * interval '1 minute'
FROM generate_series(1, {rows}) AS n;
INSERT INTO agency_accessrecord
    (login, person_code, ssns, what, search, reason, rows, looked_at)
SELECT 'clerk', '', ARRAY[pg_temp.ssn(n)], 'person.page', '', '', 0, now()
FROM generate_series(1, {rows}) AS n;
INSERT INTO agency_clerk
    (login, password, name, kind, person_code, duties, is_active, is_password_one_time,
     session_mark)
SELECT pg_temp.ssn(n), '', '某', 'citizen', '', '{{}}', true, false, ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO agency_substitution (absent_id, substitute_id, first_day, last_day, named_at)
SELECT id, id, '2024-01-01', '2024-01-09', now() FROM agency_clerk WHERE kind = 'citizen';
INSERT INTO agency_keptform (clerk_id, page, typed, refusals, kept_at)
SELECT id, '/my/', '{{}}', '[]', now() FROM agency_clerk WHERE kind = 'citizen';
INSERT INTO agency_administrativerecord (login, person_code, act, subject, before, after, at)
SELECT 'login' || n, '', 'clerk_added', 'login' || n, '{{}}', '{{}}', now()
FROM generate_series(1, {rows}) AS n;
INSERT INTO agency_token
    (digest, name, holder_id, duties, ends_at, issued_by, issued_at, revoked_by)
SELECT md5(n::text), 'n' || n, (SELECT min(id) FROM agency_clerk), '{{}}', now(), 'x', now(), ''
FROM generate_series(1, {rows}) AS n;
INSERT INTO django_session (session_key, session_data, expire_date)
SELECT md5(n::text), '', now() + interval '1 hour' FROM generate_series(1, {rows}) AS n;
