-- The tables of a store, version 1. The columns of reports, sections, indicators, excluded, commitments and checks are
-- those of summarizer/tables, plus the revision (and, of a report, where it was found and which text it has).
-- There is no index: uniqueness is the writer's care, and `summarizer store check` proves it.

CREATE TABLE reports (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_name VARCHAR NOT NULL,
    source_sha256 VARCHAR NOT NULL,
    source_part INTEGER NOT NULL,
    source_media_type VARCHAR NOT NULL,
    source_encoding VARCHAR,
    source_chars INTEGER NOT NULL,
    title VARCHAR,
    region VARCHAR,
    admin_level VARCHAR,
    report_type VARCHAR,
    date DATE,
    speaker VARCHAR,
    review_period VARCHAR,
    plan_period VARCHAR,
    engine VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    model VARCHAR,
    prompts VARCHAR,
    version VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    text_id VARCHAR NOT NULL
);

CREATE TABLE sections (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    parent VARCHAR,
    level INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    heading VARCHAR NOT NULL,
    heading_start INTEGER NOT NULL,
    heading_end INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL
);

CREATE TABLE indicators (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    section VARCHAR,
    commitment VARCHAR,
    name VARCHAR NOT NULL,
    canon VARCHAR,
    measure VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR,
    normalized_value DOUBLE,
    normalized_unit VARCHAR,
    bound VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    period VARCHAR,
    confidence DOUBLE,
    source VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    number_start INTEGER NOT NULL,
    number_end INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    quote_start INTEGER NOT NULL,
    quote_end INTEGER NOT NULL
);

CREATE TABLE excluded (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    number_start INTEGER NOT NULL,
    number_end INTEGER NOT NULL
);

CREATE TABLE commitments (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    section VARCHAR,
    action VARCHAR,
    strength VARCHAR NOT NULL,
    specificity VARCHAR NOT NULL,
    deadline VARCHAR,
    topic VARCHAR NOT NULL,
    quantities VARCHAR,
    confidence DOUBLE,
    source VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL
);

CREATE TABLE checks (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    ids VARCHAR
);
CREATE TABLE texts (
    text_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);

CREATE TABLE revisions (
    revision INTEGER NOT NULL,
    fingerprint VARCHAR NOT NULL,
    engine VARCHAR NOT NULL,
    model VARCHAR,
    prompts VARCHAR,
    version VARCHAR NOT NULL,
    since VARCHAR NOT NULL
);

CREATE TABLE runs (
    report_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    started_at VARCHAR NOT NULL,
    seconds DOUBLE NOT NULL,
    calls INTEGER NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cached INTEGER NOT NULL,
    cost DOUBLE
);

CREATE TABLE errors (
    place VARCHAR NOT NULL,
    part INTEGER NOT NULL,
    sha256 VARCHAR,
    fingerprint VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    message VARCHAR NOT NULL
);

COMMENT ON TABLE texts IS 'The source text of the reports, which every offset counts in, once for each different text.';
COMMENT ON COLUMN texts.text_id IS 'The first 16 digits of the SHA-256 of the text in UTF-8.';
COMMENT ON TABLE revisions IS 'What read the reports: one row for each engine fingerprint, numbered as they came.';
COMMENT ON COLUMN revisions.since IS 'When the fingerprint first wrote into a store.';
COMMENT ON TABLE runs IS 'When and at what cost each report was read; not part of an export.';
COMMENT ON COLUMN runs.cached IS 'Calls answered from the call store.';
COMMENT ON TABLE errors IS 'Files that could not be read or labelled at the last try; each is tried again by the next batch.';
COMMENT ON COLUMN errors.place IS 'Path of the file; of a member of an archive, the archive, an exclamation mark, and its path inside.';
COMMENT ON COLUMN errors.part IS 'Which report of the file; 0 for the whole file.';
COMMENT ON COLUMN errors.kind IS 'Class of the error: InputError, LabelError, WorkerDied, …';
COMMENT ON COLUMN reports.revision IS 'Which fingerprint read the report, by its number in the table revisions.';
COMMENT ON COLUMN reports.place IS 'Where the file was found: its path, or the archive, an exclamation mark and the path inside.';
COMMENT ON COLUMN reports.text_id IS 'The text of the report in the table texts.';

CREATE VIEW latest AS
SELECT reports.* FROM reports JOIN revisions USING (revision)
QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY since DESC, revision DESC) = 1;

CREATE VIEW panel AS
SELECT
    r.region,
    -- The sum or average of several years belongs to none of them.
    CASE WHEN length(i.period) < 9 THEN CAST(left(i.period, 4) AS INTEGER) END AS year,
    i.canon,
    i.measure,
    i.status,
    i.value,
    i.unit,
    i.normalized_value AS normalized,
    i.quote,
    r.source_name AS source,
    i.period,
    i.bound,
    i.name,
    i.normalized_unit,
    i.confidence,
    r.admin_level,
    r.review_period,
    r.plan_period,
    r.date AS report_date,
    i.report_id,
    i.id,
    i.number_start
FROM indicators AS i
JOIN latest AS r USING (report_id, revision)
WHERE i.canon IS NOT NULL;

CREATE VIEW targets_vs_actuals AS
WITH targets AS (
    SELECT * FROM panel
    WHERE status = 'target' AND year IS NOT NULL
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
    CASE
        WHEN t.normalized_unit = a.normalized_unit THEN a.normalized - t.normalized
        WHEN t.unit IS NOT DISTINCT FROM a.unit THEN a.value - t.value
    END AS difference,
    -- A plain figure or 左右 does not say which side of it is a success. A bound is said of the size of a decrease.
    CASE
        WHEN a.bound <> 'eq' THEN NULL
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

CREATE VIEW commitments_by_topic AS
SELECT
    r.region,
    CASE WHEN length(r.plan_period) < 9 THEN CAST(left(r.plan_period, 4) AS INTEGER) END AS year,
    c.topic,
    count(*) AS commitments,
    count(*) FILTER (c.specificity = 'quantified') AS quantified,
    count(*) FILTER (c.specificity = 'named') AS named,
    count(*) FILTER (c.specificity = 'general') AS general,
    count(*) FILTER (c.strength = 'must') AS must,
    count(*) FILTER (c.strength = 'strive') AS strive,
    count(*) FILTER (c.strength = 'will') AS will,
    count(c.deadline) AS with_deadline
FROM commitments AS c
JOIN latest AS r USING (report_id, revision)
GROUP BY ALL;

COMMENT ON VIEW latest IS 'The reports, each as its newest revision.';
COMMENT ON VIEW panel IS 'Core statistics by region and year, from the newest revision of each report; year is empty for a range of years.';
COMMENT ON VIEW targets_vs_actuals IS 'What was aimed at for a region and period against what was reached; difference is actual minus target, in base units where both have one.';
COMMENT ON VIEW commitments_by_topic IS 'How many commitments each region made for a year, by topic, specificity and strength.';
