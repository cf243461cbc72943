"""The database schema: migrations in order, and the public views of the contract.

Tables are private and may change by a migration; the views `declined`, `issued`, `policy`,
`report` and `unresolved` keep their names, columns and order.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from detainer_cli.db.row_reference import reference_of

migrations = Migrations("detainers")

_TABLES = """
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
  {place},
  page INTEGER NOT NULL,
  sources TEXT NOT NULL
) STRICT;
CREATE INDEX issued_row_report ON issued_row (report_id);
CREATE INDEX issued_row_no_place ON issued_row (report_id) WHERE jurisdiction_resolved = 0;

CREATE TABLE declined_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL,
  {place},
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
  {place},
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
"""

_PLACE = """raw_location TEXT NOT NULL,
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
  jurisdiction_candidates TEXT NOT NULL"""

_VIEWS = {
    "declined": """
SELECT d.id, f.week_start, f.week_end, d.state, d.county, d.county_fips, d.jurisdiction,
  d.facility, d.citizenship, d.country_alpha_3, d.region, d.crime, d.ncic_code, d.crime_category,
  d.disposition, d.issued_date, d.declined_date,
  d.days_to_decline,
  d.has_policy, d.page, d.raw_location, d.raw_citizenship, d.raw_crime, f.sha256 AS report_sha256,
  {ref} AS ref
FROM declined_row d JOIN report_file f ON f.id = d.report_id
WHERE f.is_current = 1
ORDER BY f.week_start, d.position""",
    "issued": """
SELECT f.week_start, f.week_end,
  CASE WHEN i.detainers_issued IS NOT NULL AND coalesce(i.position < u.ranked_before, 1) THEN
    rank() OVER (PARTITION BY i.report_id ORDER BY i.detainers_issued DESC NULLS LAST)
  END AS rank,
  i.jurisdiction, i.state, i.county, i.county_fips, i.detainers_issued, i.page,
  i.raw_location AS raw_jurisdiction, f.sha256 AS report_sha256,
  {ref} AS ref
FROM issued_row i JOIN report_file f ON f.id = i.report_id
LEFT JOIN (
  SELECT report_id,
    CASE WHEN max(rises) THEN 0 ELSE min(iif(detainers_issued IS NULL, position, NULL)) END
      AS ranked_before
  FROM (
    SELECT report_id, position, detainers_issued, detainers_issued > min(detainers_issued) OVER (
      PARTITION BY report_id ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS rises
    FROM issued_row)
  GROUP BY report_id HAVING count(*) > count(detainers_issued)
) u ON u.report_id = i.report_id
WHERE f.is_current = 1
ORDER BY f.week_start, i.position""",
    "policy": """
SELECT f.week_start, f.week_end, p.jurisdiction, p.kind, p.state, p.county, p.county_fips, p.aor,
  p.date_enacted, p.policy, p.criteria, p.page, p.raw_location AS raw_jurisdiction,
  f.sha256 AS report_sha256, {ref} AS ref
FROM policy_row p JOIN report_file f ON f.id = p.report_id
WHERE f.is_current = 1
ORDER BY f.week_start, p.position""",
    "report": """
SELECT f.sha256, f.source_name, f.week_start, f.week_end, f.revision, f.is_current,
  f.detainers_issued,
  (SELECT count(*) FROM declined_row d WHERE d.report_id = f.id) AS declined,
  f.pages, f.ingested_at, f.tool_version
FROM report_file f
ORDER BY f.week_start, f.revision""",
    "unresolved": """
SELECT v.kind, v.raw_text, v.candidates, count(*) AS "rows", min(v.page) AS first_page,
  f.sha256 AS report_sha256
FROM (
  SELECT report_id, 'jurisdiction' AS kind, raw_location AS raw_text,
    jurisdiction_candidates AS candidates, page FROM declined_row WHERE jurisdiction_resolved = 0
  UNION ALL SELECT report_id, 'jurisdiction', raw_location, jurisdiction_candidates, page
    FROM issued_row WHERE jurisdiction_resolved = 0
  UNION ALL SELECT report_id, 'jurisdiction', raw_location, jurisdiction_candidates, page
    FROM policy_row WHERE jurisdiction_resolved = 0
  UNION ALL SELECT report_id, 'citizenship', raw_citizenship, citizenship_candidates, page
    FROM declined_row WHERE citizenship_resolved = 0
  UNION ALL SELECT report_id, 'crime', crime_text, crime_candidates, page
    FROM declined_row WHERE crime_resolved = 0
  UNION ALL SELECT report_id, kind, raw_text, '[]', page FROM unread_value
) v JOIN report_file f ON f.id = v.report_id
GROUP BY f.sha256, v.kind, v.raw_text
ORDER BY f.week_start, v.kind, count(*) DESC, v.raw_text""",
}


@migrations()
def tables_and_views(db: Database) -> None:
    """Version 1: the tables; its views are those of today, made by the last migration."""
    for statement in _TABLES.format(place=_PLACE).split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def times_of_reports(db: Database) -> None:
    """Version 2: the time that orders the reports of a week, and what users chose.

    Of what is loaded already only the time of loading is known; its fraction keeps their order.
    """
    for statement in (
        "ALTER TABLE report_file ADD COLUMN dated_at TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE report_file ADD COLUMN dated_by TEXT NOT NULL DEFAULT 'loaded'"
        " CHECK (dated_by IN ('fetched', 'file', 'loaded'))",
        "UPDATE report_file SET dated_at ="
        " printf('%s.%06d+00:00', strftime('%Y-%m-%dT%H:%M:%S', ingested_at), revision)",
        """CREATE TABLE revision_choice (
          id INTEGER PRIMARY KEY,
          week_start TEXT NOT NULL,
          report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
          chosen_at TEXT NOT NULL,
          holds INTEGER NOT NULL CHECK (holds IN (0, 1)),
          tool_version TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX revision_choice_week ON revision_choice (week_start, id)",
    ):
        db.execute(statement)


@migrations()
def views_with_references(db: Database) -> None:
    """Version 3: the views of rows have the column `ref`, as those of the last migration have."""


@migrations()
def ranks_before_an_unread_count(db: Database) -> None:
    """Version 4: the view `issued` gives no rank past a count that could not be read.

    The list runs from the largest count down, so an unread one may be any that follows; where the
    list does not, it may be any at all.
    """
    _make_views(db)


def _make_views(db: Database) -> None:
    """Puts today's views in the place of any older ones: for the last migration to call."""
    for name, select in _VIEWS.items():
        text = select.strip().replace("{ref}", reference_of(name[0], "f"))
        db.execute(f'DROP VIEW IF EXISTS "{name}"')
        db.execute(f'CREATE VIEW "{name}" AS {text}')
