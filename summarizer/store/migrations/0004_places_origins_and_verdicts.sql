-- Codes of places, where a report came from, targets without a number, and what a report itself says of a target.

ALTER TABLE reports ADD COLUMN region_code VARCHAR;
ALTER TABLE reports ADD COLUMN parent_code VARCHAR;
ALTER TABLE reports ADD COLUMN source_url VARCHAR;
ALTER TABLE reports ADD COLUMN retrieved VARCHAR;
ALTER TABLE figures ADD COLUMN verdict VARCHAR;
ALTER TABLE figures ADD COLUMN result_id VARCHAR;
ALTER TABLE figures ADD COLUMN distance DOUBLE;

CREATE OR REPLACE VIEW latest AS
WITH newest AS (
    SELECT reports.*, since FROM reports JOIN revisions USING (revision)
    QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY since DESC, revision DESC) = 1
)
SELECT * EXCLUDE (since) FROM newest
QUALIFY row_number() OVER (PARTITION BY text_id ORDER BY since DESC, revision DESC, report_id) = 1;

CREATE OR REPLACE VIEW panel AS
WITH figured AS (
    SELECT * FROM figures
    UNION ALL BY NAME
    -- Reports that were read before there were figures.
    SELECT
        report_id, revision, id, name, canon, canon AS statistic, measure, status, period,
        CASE WHEN length(period) < 9 THEN CAST(left(period, 4) AS INTEGER) END AS year,
        value, value AS low, value AS high, value AS mid, unit, bound, normalized_value AS normalized,
        normalized_value AS normalized_low, normalized_value AS normalized_high, normalized_unit, confidence, quote,
        number_start
    FROM indicators ANTI JOIN figures USING (report_id, revision)
)
SELECT
    r.region,
    f.year,
    f.canon,
    f.measure,
    f.status,
    f.value,
    f.unit,
    f.normalized,
    f.quote,
    r.source_name AS source,
    f.period,
    f.bound,
    f.name,
    f.normalized_unit,
    f.confidence,
    r.admin_level,
    r.review_period,
    r.plan_period,
    r.date AS report_date,
    f.report_id,
    f.id,
    f.number_start,
    f.low,
    f.high,
    f.mid,
    f.wording,
    f.hard,
    f.upper_id,
    f.normalized_low,
    f.normalized_high,
    f.statistic,
    f.relation,
    f.reference,
    f.verdict,
    f.result_id,
    f.distance,
    r.region_code,
    r.parent_code,
    r.source_url,
    r.retrieved
FROM figured AS f
JOIN latest AS r USING (report_id, revision)
WHERE f.canon IS NOT NULL;

-- For each place and planned year, of each statistic that some place aims at: whether a target is stated. No target and
-- no report are different things.
CREATE OR REPLACE VIEW target_coverage AS
WITH places AS (SELECT DISTINCT region, region_code FROM latest WHERE region IS NOT NULL),
years AS (
    SELECT unnest(range(min(y), max(y) + 1)) AS year
    FROM (SELECT CAST(left(plan_period, 4) AS INTEGER) AS y FROM latest WHERE length(plan_period) < 9)
),
aimed AS (SELECT DISTINCT canon, measure FROM panel WHERE status = 'target' AND measure IS NOT NULL),
read AS (
    SELECT DISTINCT region, region_code, CAST(left(plan_period, 4) AS INTEGER) AS year
    FROM latest WHERE length(plan_period) < 9
)
SELECT
    p.region,
    p.region_code,
    y.year,
    a.canon,
    a.measure,
    CASE
        WHEN count(t.id) FILTER (t.value IS NOT NULL) > 0 THEN 'stated'
        WHEN count(t.id) > 0 THEN 'in_words'
        WHEN count(r.year) > 0 THEN 'not_stated'
        ELSE 'not_read'
    END AS target
FROM places AS p CROSS JOIN years AS y CROSS JOIN aimed AS a
LEFT JOIN read AS r
    ON r.region = p.region AND r.region_code IS NOT DISTINCT FROM p.region_code AND r.year = y.year
LEFT JOIN panel AS t
    ON t.region = p.region AND t.region_code IS NOT DISTINCT FROM p.region_code AND t.year = y.year
    AND t.canon = a.canon AND t.status = 'target' AND (t.measure = a.measure OR t.measure IS NULL)
GROUP BY ALL;

COMMENT ON VIEW panel IS 'Core statistics by region and year, from the newest revision of each report, a range as one row; year is empty for a span of years.';
COMMENT ON VIEW latest IS 'The reports, each text once and as its newest revision.';
COMMENT ON VIEW target_coverage IS 'Whether a place states a target for a statistic and year: stated, in_words (without a number), not_stated (its report was read and has none), not_read (there is no report).';
