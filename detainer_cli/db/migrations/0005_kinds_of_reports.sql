-- Reports of several kinds, of periods that need not be weeks, with sections of any name: only a
-- report of the same kind and period takes another's place. Rows know their number on the page.
CREATE TABLE report_of_a_kind (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  source_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  period TEXT NOT NULL,
  period_start TEXT NOT NULL CHECK (period_start IS date(period_start, '+0 days')),
  period_end TEXT NOT NULL CHECK (period_end IS date(period_end, '+0 days')),
  revision INTEGER NOT NULL,
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
  detainers_issued INTEGER,
  pages INTEGER NOT NULL,
  words INTEGER NOT NULL,
  restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
  producer TEXT NOT NULL,
  sample_notice TEXT,
  notes TEXT NOT NULL,
  warnings TEXT NOT NULL,
  ingested_at TEXT NOT NULL,
  tool_version TEXT NOT NULL,
  dated_at TEXT NOT NULL,
  dated_by TEXT NOT NULL CHECK (dated_by IN ('fetched', 'file', 'loaded')),
  UNIQUE (kind, period_start, period_end, revision)
) STRICT;
INSERT INTO report_of_a_kind
  SELECT id, sha256, source_name, 'weekly', 'week', week_start, week_end, revision, is_current,
    detainers_issued, pages, words, restricted, producer, sample_notice, notes, warnings,
    ingested_at, tool_version, dated_at, dated_by
  FROM report_file;
DROP TABLE report_file;
ALTER TABLE report_of_a_kind RENAME TO report_file;
CREATE UNIQUE INDEX one_current_revision
  ON report_file (kind, period_start, period_end) WHERE is_current = 1;

CREATE TABLE accounting_of_a_section (
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  section TEXT NOT NULL,
  seen INTEGER NOT NULL,
  header INTEGER NOT NULL,
  record INTEGER NOT NULL,
  continuation INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  PRIMARY KEY (report_id, section),
  CHECK (seen = header + record + continuation + rejected)
) STRICT;
INSERT INTO accounting_of_a_section
  SELECT report_id, section, seen, header, record, continuation, rejected FROM section_accounting;
DROP TABLE section_accounting;
ALTER TABLE accounting_of_a_section RENAME TO section_accounting;

CREATE TABLE choice_of_a_revision (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  period_start TEXT NOT NULL,
  period_end TEXT NOT NULL,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  chosen_at TEXT NOT NULL,
  holds INTEGER NOT NULL CHECK (holds IN (0, 1)),
  tool_version TEXT NOT NULL
) STRICT;
INSERT INTO choice_of_a_revision
  SELECT c.id, f.kind, f.period_start, f.period_end, c.report_id, c.chosen_at, c.holds,
    c.tool_version
  FROM revision_choice c JOIN report_file f ON f.id = c.report_id;
DROP TABLE revision_choice;
ALTER TABLE choice_of_a_revision RENAME TO revision_choice;
CREATE INDEX revision_choice_period ON revision_choice (kind, period_start, period_end, id);

ALTER TABLE issued_row ADD COLUMN row_on_page INTEGER NOT NULL DEFAULT 0;
UPDATE issued_row SET row_on_page = json_extract(sources, '$[0].row')
  + CASE json_extract(sources, '$[0].table') WHEN 1 THEN 0 ELSE (
    SELECT coalesce(sum(last), 0) FROM (
      SELECT max(json_extract(piece.value, '$.row')) AS last
      FROM (SELECT report_id, sources FROM issued_row
      UNION ALL SELECT report_id, sources FROM declined_row
      UNION ALL SELECT report_id, sources FROM policy_row) AS other, json_each(other.sources) AS piece
      WHERE other.report_id = issued_row.report_id
        AND json_extract(piece.value, '$.page') = issued_row.page
        AND json_extract(piece.value, '$.table') < json_extract(issued_row.sources, '$[0].table')
      GROUP BY json_extract(piece.value, '$.table'))) END;

ALTER TABLE declined_row ADD COLUMN row_on_page INTEGER NOT NULL DEFAULT 0;
UPDATE declined_row SET row_on_page = json_extract(sources, '$[0].row')
  + CASE json_extract(sources, '$[0].table') WHEN 1 THEN 0 ELSE (
    SELECT coalesce(sum(last), 0) FROM (
      SELECT max(json_extract(piece.value, '$.row')) AS last
      FROM (SELECT report_id, sources FROM issued_row
      UNION ALL SELECT report_id, sources FROM declined_row
      UNION ALL SELECT report_id, sources FROM policy_row) AS other, json_each(other.sources) AS piece
      WHERE other.report_id = declined_row.report_id
        AND json_extract(piece.value, '$.page') = declined_row.page
        AND json_extract(piece.value, '$.table') < json_extract(declined_row.sources, '$[0].table')
      GROUP BY json_extract(piece.value, '$.table'))) END;

ALTER TABLE policy_row ADD COLUMN row_on_page INTEGER NOT NULL DEFAULT 0;
UPDATE policy_row SET row_on_page = json_extract(sources, '$[0].row')
  + CASE json_extract(sources, '$[0].table') WHEN 1 THEN 0 ELSE (
    SELECT coalesce(sum(last), 0) FROM (
      SELECT max(json_extract(piece.value, '$.row')) AS last
      FROM (SELECT report_id, sources FROM issued_row
      UNION ALL SELECT report_id, sources FROM declined_row
      UNION ALL SELECT report_id, sources FROM policy_row) AS other, json_each(other.sources) AS piece
      WHERE other.report_id = policy_row.report_id
        AND json_extract(piece.value, '$.page') = policy_row.page
        AND json_extract(piece.value, '$.table') < json_extract(policy_row.sources, '$[0].table')
      GROUP BY json_extract(piece.value, '$.table'))) END;
