-- The tables. The views are those of today, made when all migrations are done.
CREATE TABLE report_file (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  source_name TEXT NOT NULL,
  week_start TEXT NOT NULL CHECK (week_start IS date(week_start, '+0 days')),
  week_end TEXT NOT NULL CHECK (week_end IS date(week_end, '+0 days')),
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
  UNIQUE (week_start, revision)
) STRICT;
CREATE UNIQUE INDEX one_current_revision ON report_file (week_start) WHERE is_current = 1;

CREATE TABLE report_pdf (
  report_id INTEGER PRIMARY KEY REFERENCES report_file ON DELETE CASCADE,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE section_accounting (
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  section TEXT NOT NULL CHECK (section IN ('issued', 'declined', 'policy')),
  seen INTEGER NOT NULL,
  header INTEGER NOT NULL,
  record INTEGER NOT NULL,
  continuation INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  PRIMARY KEY (report_id, section),
  CHECK (seen = header + record + continuation + rejected)
) STRICT;

CREATE TABLE rejected_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  section TEXT NOT NULL,
  page INTEGER NOT NULL,
  row INTEGER NOT NULL,
  text TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE unread_value (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  kind TEXT NOT NULL,
  raw_text TEXT NOT NULL,
  page INTEGER NOT NULL,
  row INTEGER NOT NULL
) STRICT;

CREATE TABLE issued_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL,
  detainers_issued INTEGER,
  raw_detainers TEXT NOT NULL,
  raw_location TEXT NOT NULL,
  location_whole TEXT,
  location_facility TEXT,
  location_county TEXT,
  location_state TEXT,
  jurisdiction TEXT,
  state TEXT,
  county TEXT,
  county_fips TEXT CHECK (length(county_fips) = 5),
  jurisdiction_rule TEXT NOT NULL,
  jurisdiction_resolved INTEGER NOT NULL CHECK (jurisdiction_resolved IN (0, 1)),
  jurisdiction_candidates TEXT NOT NULL,
  page INTEGER NOT NULL,
  sources TEXT NOT NULL
) STRICT;
CREATE INDEX issued_row_report ON issued_row (report_id);
CREATE INDEX issued_row_no_place ON issued_row (report_id) WHERE jurisdiction_resolved = 0;

CREATE TABLE declined_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL,
  raw_location TEXT NOT NULL,
  location_whole TEXT,
  location_facility TEXT,
  location_county TEXT,
  location_state TEXT,
  jurisdiction TEXT,
  state TEXT,
  county TEXT,
  county_fips TEXT CHECK (length(county_fips) = 5),
  jurisdiction_rule TEXT NOT NULL,
  jurisdiction_resolved INTEGER NOT NULL CHECK (jurisdiction_resolved IN (0, 1)),
  jurisdiction_candidates TEXT NOT NULL,
  facility TEXT COLLATE NOCASE,
  citizenship TEXT,
  country_alpha_3 TEXT,
  region TEXT,
  citizenship_rule TEXT NOT NULL,
  citizenship_resolved INTEGER NOT NULL CHECK (citizenship_resolved IN (0, 1)),
  citizenship_candidates TEXT NOT NULL,
  raw_citizenship TEXT NOT NULL,
  crime TEXT,
  ncic_code TEXT,
  crime_category TEXT,
  crime_rule TEXT NOT NULL,
  crime_resolved INTEGER NOT NULL CHECK (crime_resolved IN (0, 1)),
  crime_candidates TEXT NOT NULL,
  crime_text TEXT NOT NULL,
  raw_crime TEXT NOT NULL,
  disposition TEXT CHECK (disposition IN ('convicted', 'charged')),
  raw_disposition TEXT NOT NULL,
  issued_date TEXT CHECK (issued_date IS date(issued_date, '+0 days')),
  raw_issued_date TEXT NOT NULL,
  declined_date TEXT CHECK (declined_date IS date(declined_date, '+0 days')),
  raw_declined_date TEXT NOT NULL,
  days_to_decline INTEGER,
  has_policy INTEGER CHECK (has_policy IN (0, 1)),
  page INTEGER NOT NULL,
  sources TEXT NOT NULL
) STRICT;
CREATE INDEX declined_row_report
  ON declined_row (report_id, disposition, has_policy, days_to_decline);
CREATE INDEX declined_row_crime
  ON declined_row (crime, days_to_decline, disposition, report_id);
CREATE INDEX declined_row_category
  ON declined_row (crime_category, days_to_decline, disposition, report_id);
CREATE INDEX declined_row_citizenship
  ON declined_row (citizenship, days_to_decline, disposition, report_id);
CREATE INDEX declined_row_region
  ON declined_row (region, days_to_decline, disposition, report_id);
CREATE INDEX declined_row_state
  ON declined_row (state, days_to_decline, disposition, report_id);
CREATE INDEX declined_row_county
  ON declined_row (county_fips, jurisdiction, county, state, days_to_decline, disposition,
    report_id);
CREATE INDEX declined_row_facility
  ON declined_row (facility, county_fips, jurisdiction, county, state, days_to_decline,
    disposition, report_id);
CREATE INDEX declined_row_no_place ON declined_row (report_id) WHERE jurisdiction_resolved = 0;
CREATE INDEX declined_row_no_crime ON declined_row (report_id) WHERE crime_resolved = 0;
CREATE INDEX declined_row_no_country ON declined_row (report_id) WHERE citizenship_resolved = 0;

CREATE TABLE policy_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL,
  raw_location TEXT NOT NULL,
  location_whole TEXT,
  location_facility TEXT,
  location_county TEXT,
  location_state TEXT,
  jurisdiction TEXT,
  state TEXT,
  county TEXT,
  county_fips TEXT CHECK (length(county_fips) = 5),
  jurisdiction_rule TEXT NOT NULL,
  jurisdiction_resolved INTEGER NOT NULL CHECK (jurisdiction_resolved IN (0, 1)),
  jurisdiction_candidates TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('state', 'county', 'city', 'other')),
  counties TEXT NOT NULL,
  aor TEXT,
  raw_aor TEXT NOT NULL,
  date_enacted TEXT,
  raw_date_enacted TEXT NOT NULL,
  policy TEXT NOT NULL,
  criteria TEXT NOT NULL,
  raw_criteria TEXT NOT NULL,
  page INTEGER NOT NULL,
  sources TEXT NOT NULL
) STRICT;
CREATE INDEX policy_row_report ON policy_row (report_id);
CREATE INDEX policy_row_no_place ON policy_row (report_id) WHERE jurisdiction_resolved = 0;
