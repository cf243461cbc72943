-- Corrections of reports as data, and the rows that they touch. Nothing of a report is changed by
-- them: `corrected_row` says what is different of a row (a JSON object of its columns) or that it is
-- withdrawn, `correction` by which errata.
CREATE TABLE erratum (
  id TEXT PRIMARY KEY,
  origin TEXT NOT NULL,
  week_start TEXT NOT NULL CHECK (week_start IS date(week_start, '+0 days')),
  section TEXT NOT NULL,
  jurisdiction TEXT NOT NULL,
  county_fips TEXT NOT NULL,
  conditions TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('withdraw', 'replace', 'note')),
  field TEXT NOT NULL,
  printed TEXT NOT NULL,
  corrected TEXT NOT NULL,
  rows_stated INTEGER,
  statement TEXT NOT NULL,
  authority TEXT NOT NULL,
  citation TEXT NOT NULL,
  date TEXT NOT NULL
) STRICT;

CREATE TABLE corrected_row (
  section TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
  changed TEXT NOT NULL,
  PRIMARY KEY (section, row_id)
) STRICT;
CREATE INDEX corrected_row_report ON corrected_row (report_id);

CREATE TABLE correction (
  section TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  erratum_id TEXT NOT NULL REFERENCES erratum ON DELETE CASCADE,
  PRIMARY KEY (section, row_id, erratum_id)
) STRICT;
CREATE INDEX correction_report ON correction (report_id);
CREATE INDEX correction_erratum ON correction (erratum_id);

-- What the reading decided about a row's words: which were rejoined, which left out, and by what.
ALTER TABLE issued_row ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';
ALTER TABLE declined_row ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';
ALTER TABLE policy_row ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';

-- By which edition of the reading a report was read; 0: by one before editions were counted.
ALTER TABLE report_file ADD COLUMN reading INTEGER NOT NULL DEFAULT 0;

-- What the program says once only of a database.
CREATE TABLE told_once (
  what TEXT PRIMARY KEY,
  told_at TEXT NOT NULL
) STRICT;
