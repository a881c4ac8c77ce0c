-- Who labelled a figure, so that one that a person corrected says so.

ALTER TABLE figures ADD COLUMN source VARCHAR;
UPDATE figures SET source = i.source FROM indicators AS i
WHERE i.report_id = figures.report_id AND i.revision = figures.revision AND i.id = figures.id;

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
        number_start, source
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
    r.retrieved,
    f.source AS labelled_by
FROM figured AS f
JOIN latest AS r USING (report_id, revision)
WHERE f.canon IS NOT NULL;

COMMENT ON VIEW panel IS 'Core statistics by region and year, from the newest revision of each report, a range as one row; year is empty for a span of years, labelled_by is human where a person corrected the figure.';
