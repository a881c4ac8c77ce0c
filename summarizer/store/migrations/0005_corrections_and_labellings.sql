-- What people say of the labels: beside what the machine said, which stays as it is.

CREATE TABLE corrections (
    seq BIGINT NOT NULL,
    act BIGINT NOT NULL,
    layer VARCHAR NOT NULL,
    text_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    item_start INTEGER NOT NULL,
    item_end INTEGER NOT NULL,
    quote VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    said_before VARCHAR NOT NULL,
    said_now VARCHAR NOT NULL,
    whole VARCHAR,
    undoes BIGINT,
    who VARCHAR NOT NULL,
    said_at VARCHAR NOT NULL
);

CREATE TABLE labellings (
    layer VARCHAR NOT NULL,
    text_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    hidden BOOLEAN NOT NULL,
    started VARCHAR NOT NULL,
    finished VARCHAR
);

COMMENT ON TABLE corrections IS 'What people said of labels, one row for each item that an act touched; rows are only ever added, an undo is one of them.';
COMMENT ON COLUMN corrections.seq IS 'Number of the row in this store, 1 upwards.';
COMMENT ON COLUMN corrections.act IS 'The seq of the first row of the same act; an act is undone as a whole.';
COMMENT ON COLUMN corrections.layer IS 'What the row belongs to: corrections (of the machine''s answer), decided (of two labellings), or by:NAME, the labelling of NAME.';
COMMENT ON COLUMN corrections.text_id IS 'The text in the table texts that the offsets count in.';
COMMENT ON COLUMN corrections.report_id IS 'The report that was on the screen; the row holds for every report of the text.';
COMMENT ON COLUMN corrections.item IS 'number, commitment, section or meta.';
COMMENT ON COLUMN corrections.item_start IS 'First code point of the item in the text, counted from 0.';
COMMENT ON COLUMN corrections.item_end IS 'Code point behind the last one.';
COMMENT ON COLUMN corrections.quote IS 'The characters of the item.';
COMMENT ON COLUMN corrections.action IS 'change, add, remove, accept or undo.';
COMMENT ON COLUMN corrections.said_before IS 'The fields that changed, as they were, in JSON.';
COMMENT ON COLUMN corrections.said_now IS 'The fields that changed, as they are now, in JSON.';
COMMENT ON COLUMN corrections.whole IS 'The whole row as it then stood, in JSON; empty where the item was taken away.';
COMMENT ON COLUMN corrections.undoes IS 'The act that an undo takes back.';
COMMENT ON COLUMN corrections.who IS 'Who said it.';
COMMENT ON COLUMN corrections.said_at IS 'When, as an ISO time.';
COMMENT ON TABLE labellings IS 'Who labels which text, as a whole and independently of others.';
COMMENT ON COLUMN labellings.layer IS 'The layer of the table corrections that holds it.';
COMMENT ON COLUMN labellings.hidden IS 'Whether the machine''s suggestions were hidden.';
COMMENT ON COLUMN labellings.finished IS 'When it was declared finished, as an ISO time; empty while it is not.';
