-- A text that two files hold (a docx and its pdf, a copy under another name) counts once in the views, and
-- targets_vs_actuals judges a plain figure as the brief does: by whether more or less of the statistic is better.

CREATE TABLE statistics (
    canon VARCHAR NOT NULL,
    zh VARCHAR NOT NULL,
    en VARCHAR NOT NULL,
    unit VARCHAR,
    better VARCHAR,
    counts_new BOOLEAN NOT NULL
);

COMMENT ON TABLE statistics IS 'The core statistics as the catalogue had them when the store was last written.';
COMMENT ON COLUMN statistics.unit IS 'Base unit of a level; empty where it is counted.';
COMMENT ON COLUMN statistics.better IS 'more, less, or empty where neither is.';
COMMENT ON COLUMN statistics.counts_new IS 'Whether a figure may be an addition as well as a total, as its name tells.';

CREATE OR REPLACE VIEW latest AS
WITH newest AS (
    SELECT reports.*, since FROM reports JOIN revisions USING (revision)
    QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY since DESC, revision DESC) = 1
)
SELECT * EXCLUDE (since) FROM newest
QUALIFY row_number() OVER (PARTITION BY text_id ORDER BY since DESC, revision DESC, report_id) = 1;

CREATE OR REPLACE VIEW targets_vs_actuals AS
WITH targets AS (
    SELECT panel.*, better, counts_new FROM panel LEFT JOIN statistics USING (canon)
    WHERE status = 'target' AND year IS NOT NULL
    -- The plan's own report before one that restates or looks further ahead; of a range the end that decides.
    QUALIFY row_number() OVER (
        PARTITION BY region, period, canon, measure
        ORDER BY
            plan_period IS DISTINCT FROM period, report_date, report_id,
            bound = 'ge' AND better IS DISTINCT FROM 'more', number_start
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
    CASE
        WHEN t.normalized_unit = a.normalized_unit THEN a.normalized - t.normalized
        WHEN t.unit IS NOT DISTINCT FROM a.unit THEN a.value - t.value
    END AS difference,
    -- Nothing is said where both may be: an addition against a total, 左右, a bound on what was reached.
    CASE
        WHEN a.bound <> 'eq' OR (t.counts_new AND t.name <> a.name) THEN NULL
        WHEN t.bound = 'eq' AND t.better = 'more' THEN difference >= -1e-9
        WHEN t.bound = 'eq' AND t.better = 'less' THEN difference <= 1e-9
        -- A bound is said of the size of a decrease.
        WHEN t.value < 0 AND t.measure IN ('growth', 'avg_growth', 'change') THEN
            CASE t.bound
                WHEN 'ge' THEN difference <= 1e-9
                WHEN 'gt' THEN difference < -1e-9
                WHEN 'le' THEN difference >= -1e-9
                WHEN 'lt' THEN difference > 1e-9
            END
        WHEN t.bound = 'ge' THEN difference >= -1e-9
        WHEN t.bound = 'gt' THEN difference > 1e-9
        WHEN t.bound = 'le' THEN difference <= 1e-9
        WHEN t.bound = 'lt' THEN difference < -1e-9
    END AS met,
    t.quote AS target_quote,
    a.quote AS actual_quote,
    t.source AS target_source,
    a.source AS actual_source,
    t.report_id AS target_report_id,
    a.report_id AS actual_report_id
FROM targets AS t
JOIN actuals AS a USING (period, canon, measure)
WHERE t.region = a.region;

COMMENT ON VIEW latest IS 'The reports, each text once and as its newest revision.';
COMMENT ON VIEW targets_vs_actuals IS 'What was aimed at for a region and period against what was reached; difference is actual minus target, in base units where both have one; met is empty where nobody can tell.';
