-- The contributions of one month, so many `back`, and what they bring the accounts.
INSERT INTO registry_contribution (ssn, province, scheme, month, credit_code, item_number, row,
                                   wage_fen, base_fen, employer_fen, employee_fen)
SELECT ssn, province, '110', %(month)s - %(back)s, credit_code, 'D-' || %(back)s, n, 800000, 800000,
       128000, 64000
FROM person WHERE months > %(back)s ON CONFLICT DO NOTHING;
INSERT INTO ledger_entry
    (province, number, scheme, book, posted_on, month, item_number, memo, memo_en)
SELECT province, province || '-' || %(back)s, '110', 'accounts',
       current_date - 30 * %(back)s::int, %(month)s - %(back)s, 'D-' || %(back)s, '缴费记账', 'paid'
FROM person WHERE months > %(back)s GROUP BY province;
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT province, province || '-' || %(back)s, row_number() OVER (PARTITION BY province ORDER BY n),
       '110', 'accounts', %(month)s - %(back)s, account, holder, fen
FROM (
    SELECT province, n, '8001' AS account, ssn AS holder, -64000 AS fen
    FROM person WHERE months > %(back)s
    UNION ALL
    SELECT province, 0, '8101', '', count(*) * 64000
    FROM person WHERE months > %(back)s GROUP BY province
) AS legs;
