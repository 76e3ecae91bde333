"""What rests on what an item told: each statement returns kinds of things and items' numbers."""

EMPLOYER_RESTS = """
(SELECT DISTINCT 'enrolment', '' FROM registry_enrolment
 WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s LIMIT %(limit)s)
UNION
(SELECT DISTINCT 'assessment', item_number FROM registry_assessment
 WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s LIMIT %(limit)s)
UNION
(SELECT DISTINCT 'receipt', item_number FROM registry_receipt
 WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s LIMIT %(limit)s)
ORDER BY 1, 2
"""

EMPLOYER_CHANGED = """
SELECT 'change', '' FROM registry_employer AS employer
JOIN unnest(%(credit_codes)s::text[], %(names)s::text[], %(division_codes)s::text[])
    AS given (credit_code, name, division_code) USING (credit_code)
WHERE employer.province = %(province)s
  AND (employer.name, employer.division_code, employer.registered_on, employer.former_names)
      IS DISTINCT FROM (given.name, given.division_code, %(registered_on)s::date, '{}')
LIMIT 1
"""

# A contribution rests on the enrolment with its employer, unless another one covers its month.
ENROLMENT_RESTS = """
WITH given AS (
    SELECT * FROM unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
)
(SELECT DISTINCT 'contribution', held.item_number FROM given
 JOIN registry_contribution AS held USING (ssn, credit_code)
 WHERE held.province = %(province)s AND held.scheme = %(scheme)s
   AND held.item_number <> %(item_number)s
   AND NOT EXISTS (
    SELECT FROM registry_enrolment AS other
    WHERE other.ssn = held.ssn AND other.credit_code = held.credit_code
      AND other.province = held.province AND other.scheme = held.scheme
      AND other.from_month <> %(from_month)s AND other.from_month <= held.month
      AND coalesce(other.until_month, held.month + 1) > held.month)
 LIMIT %(limit)s)
UNION
(SELECT DISTINCT 'end', '' FROM given
 JOIN registry_enrolment AS held USING (ssn, credit_code)
 WHERE held.province = %(province)s AND held.scheme = %(scheme)s
   AND held.from_month = %(from_month)s AND held.until_month IS NOT NULL LIMIT %(limit)s)
ORDER BY 1, 2
"""

# Of whom nothing is held but the enrolments named here, and what the very item told.
STRANGERS = """
SELECT DISTINCT given.ssn
FROM unnest(%(ssns)s::text[]) AS given (ssn)
WHERE NOT EXISTS (
    SELECT FROM registry_enrolment AS held
    WHERE held.ssn = given.ssn AND held.province = %(province)s
      AND NOT EXISTS (
        SELECT FROM unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS own (ssn, credit_code)
        WHERE own.ssn = held.ssn AND own.credit_code = held.credit_code
          AND held.from_month = %(from_month)s AND held.scheme = %(scheme)s))
  AND NOT EXISTS (
    SELECT FROM registry_contribution AS held WHERE held.ssn = given.ssn
      AND held.province = %(province)s AND held.item_number <> %(item_number)s)
  AND NOT EXISTS (
    SELECT FROM registry_earlierrecord AS held WHERE held.ssn = given.ssn
      AND held.province = %(province)s AND held.item_number <> %(item_number)s)
  AND NOT EXISTS (
    SELECT FROM registry_benefit AS held
    WHERE held.ssn = given.ssn AND held.province = %(province)s)
  AND NOT EXISTS (
    SELECT FROM registry_transfer AS held
    WHERE held.ssn = given.ssn AND %(province)s IN (held.origin, held.destination))
ORDER BY given.ssn
"""

ENDED = """
SELECT credit_code, max(from_month) FROM registry_enrolment
WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s
  AND (%(credit_code)s = '' OR credit_code = %(credit_code)s)
  AND until_month = CASE WHEN %(credit_code)s = ''
                         THEN greatest(from_month, %(until_month)s) ELSE %(until_month)s END
  AND end_reason = %(reason)s
GROUP BY credit_code ORDER BY credit_code
"""

REOPENED_RESTS = """
SELECT DISTINCT 'enrolment', '' FROM registry_enrolment AS later
JOIN unnest(%(credit_codes)s::text[], %(from_months)s::int[])
    AS given (credit_code, from_month) USING (credit_code)
WHERE later.ssn = %(ssn)s AND later.province = %(province)s AND later.scheme = %(scheme)s
  AND later.from_month > given.from_month
LIMIT %(limit)s
"""

BENEFITS = """
SELECT DISTINCT 'benefit', item_number FROM registry_benefit
WHERE ssn = ANY(%(ssns)s::text[]) AND province = %(province)s AND scheme = %(scheme)s
  AND item_number <> %(item_number)s
ORDER BY 2 LIMIT %(limit)s
"""

# A letter has the number of the item by which it was asked for.
TRANSFERS = """
SELECT DISTINCT 'transfer', letter FROM registry_transfer
WHERE ssn = ANY(%(ssns)s::text[]) AND origin = %(province)s AND scheme = %(scheme)s
  AND NOT refused
ORDER BY 2 LIMIT %(limit)s
"""

RECEIVED = """
SELECT DISTINCT 'receipt', receipt_item_number FROM registry_assessment
WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s
  AND scheme = %(scheme)s AND month = %(month)s AND item_number = %(item_number)s
  AND received_on IS NOT NULL
ORDER BY 2 LIMIT %(limit)s
"""

PAYMENTS = """
SELECT DISTINCT 'payment', item_number FROM registry_payment
WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s AND kind = %(kind)s
ORDER BY 2 LIMIT %(limit)s
"""
