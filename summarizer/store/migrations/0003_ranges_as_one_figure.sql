-- A range (4.5%—5%) is one row of the panel and of the targets, with both its ends.

CREATE TABLE figures (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    upper_id VARCHAR,
    name VARCHAR NOT NULL,
    canon VARCHAR,
    statistic VARCHAR,
    measure VARCHAR,
    status VARCHAR NOT NULL,
    period VARCHAR,
    year INTEGER,
    value DOUBLE,
    low DOUBLE,
    high DOUBLE,
    mid DOUBLE,
    unit VARCHAR,
    bound VARCHAR,
    wording VARCHAR,
    hard INTEGER,
    relation VARCHAR,
    reference VARCHAR,
    normalized DOUBLE,
    normalized_low DOUBLE,
    normalized_high DOUBLE,
    normalized_unit VARCHAR,
    confidence DOUBLE,
    quote VARCHAR NOT NULL,
    number_start INTEGER NOT NULL
);

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
    f.reference
FROM figured AS f
JOIN latest AS r USING (report_id, revision)
WHERE f.canon IS NOT NULL;

CREATE OR REPLACE VIEW targets_vs_actuals AS
WITH targets AS (
    SELECT
        panel.*, better, counts_new,
        -- Of a range the end that decides.
        CASE
            WHEN bound <> 'range' THEN bound
            WHEN (better IS NOT DISTINCT FROM 'more') = (value >= 0) THEN 'ge'
            ELSE 'le'
        END AS side,
        CASE
            WHEN bound <> 'range' THEN normalized
            WHEN better = 'more' THEN normalized_low
            ELSE normalized_high
        END AS normalized_goal,
        CASE
            WHEN bound <> 'range' THEN value
            WHEN better = 'more' THEN low
            ELSE high
        END AS goal
    FROM panel LEFT JOIN statistics USING (canon)
    WHERE status = 'target' AND year IS NOT NULL AND value IS NOT NULL
    -- The plan's own report before one that restates or looks further ahead.
    QUALIFY row_number() OVER (
        PARTITION BY region, period, canon, measure
        ORDER BY plan_period IS DISTINCT FROM period, report_date, report_id, number_start
    ) = 1
),
actuals AS (
    SELECT * FROM panel
    WHERE status = 'actual' AND year IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY region, period, canon, measure
        ORDER BY review_period IS DISTINCT FROM period, report_date, report_id, number_start
    ) = 1
)
SELECT
    t.region,
    t.year,
    t.period,
    t.canon,
    t.measure,
    t.value AS target,
    t.unit AS target_unit,
    t.bound,
    a.value AS actual,
    a.unit AS actual_unit,
    -- From the nearer end of a range; none within it.
    CASE
        WHEN t.normalized_unit = a.normalized_unit THEN CASE
            WHEN t.bound = 'range' THEN a.normalized - greatest(least(a.normalized, t.normalized_high), t.normalized_low)
            ELSE a.normalized - t.normalized
        END
        WHEN t.unit IS NOT DISTINCT FROM a.unit THEN CASE
            WHEN t.bound = 'range' THEN a.value - greatest(least(a.value, t.high), t.low)
            ELSE a.value - t.value
        END
    END AS difference,
    CASE
        WHEN t.normalized_unit = a.normalized_unit THEN a.normalized - t.normalized_goal
        WHEN t.unit IS NOT DISTINCT FROM a.unit THEN a.value - t.goal
    END AS beyond,
    -- Nothing is said where both may be: an addition against a total, 左右, a bound on what was reached.
    CASE
        WHEN a.bound <> 'eq' OR (t.counts_new AND t.name <> a.name) THEN NULL
        WHEN t.bound = 'eq' AND t.better = 'more' THEN beyond >= -1e-9
        WHEN t.bound = 'eq' AND t.better = 'less' THEN beyond <= 1e-9
        -- A bound is said of the size of a decrease.
        WHEN t.value < 0 AND t.measure IN ('growth', 'avg_growth', 'change') THEN
            CASE t.side
                WHEN 'ge' THEN beyond <= 1e-9
                WHEN 'gt' THEN beyond < -1e-9
                WHEN 'le' THEN beyond >= -1e-9
                WHEN 'lt' THEN beyond > 1e-9
            END
        WHEN t.side = 'ge' THEN beyond >= -1e-9
        WHEN t.side = 'gt' THEN beyond > 1e-9
        WHEN t.side = 'le' THEN beyond <= 1e-9
        WHEN t.side = 'lt' THEN beyond < -1e-9
    END AS met,
    t.quote AS target_quote,
    a.quote AS actual_quote,
    t.source AS target_source,
    a.source AS actual_source,
    t.report_id AS target_report_id,
    a.report_id AS actual_report_id,
    t.low AS target_low,
    t.high AS target_high,
    t.wording,
    t.hard
FROM targets AS t
JOIN actuals AS a USING (period, canon, measure)
WHERE t.region = a.region;

COMMENT ON VIEW panel IS 'Core statistics by region and year, from the newest revision of each report, a range as one row; year is empty for a span of years.';
COMMENT ON VIEW targets_vs_actuals IS 'What was aimed at for a region and period against what was reached; difference is actual minus target (of a range, its nearer end), beyond is actual minus the end that decides, in base units where both have one; met is empty where nobody can tell.';
