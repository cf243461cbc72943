-- The views of a database of version 1, as that version of the program made them.

CREATE VIEW "declined" AS
SELECT d.id, f.week_start, f.week_end, d.state, d.county, d.county_fips, d.jurisdiction,
  d.facility, d.citizenship, d.country_alpha_3, d.region, d.crime, d.ncic_code, d.crime_category,
  d.disposition, d.issued_date, d.declined_date,
  d.days_to_decline,
  d.has_policy, d.page, d.raw_location, d.raw_citizenship, d.raw_crime, f.sha256 AS report_sha256
FROM declined_row d JOIN report_file f ON f.id = d.report_id
WHERE f.is_current = 1
ORDER BY f.week_start, d.position;

CREATE VIEW "issued" AS
SELECT f.week_start, f.week_end,
  CASE WHEN i.detainers_issued IS NOT NULL THEN
    rank() OVER (PARTITION BY i.report_id ORDER BY i.detainers_issued DESC NULLS LAST)
  END AS rank,
  i.jurisdiction, i.state, i.county, i.county_fips, i.detainers_issued, i.page,
  i.raw_location AS raw_jurisdiction, f.sha256 AS report_sha256
FROM issued_row i JOIN report_file f ON f.id = i.report_id
WHERE f.is_current = 1
ORDER BY f.week_start, i.position;

CREATE VIEW "policy" AS
SELECT f.week_start, f.week_end, p.jurisdiction, p.kind, p.state, p.county, p.county_fips, p.aor,
  p.date_enacted, p.policy, p.criteria, p.page, p.raw_location AS raw_jurisdiction,
  f.sha256 AS report_sha256
FROM policy_row p JOIN report_file f ON f.id = p.report_id
WHERE f.is_current = 1
ORDER BY f.week_start, p.position;

CREATE VIEW "report" AS
SELECT f.sha256, f.source_name, f.week_start, f.week_end, f.revision, f.is_current,
  f.detainers_issued,
  (SELECT count(*) FROM declined_row d WHERE d.report_id = f.id) AS declined,
  f.pages, f.ingested_at, f.tool_version
FROM report_file f
ORDER BY f.week_start, f.revision;

CREATE VIEW "unresolved" AS
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
ORDER BY f.week_start, v.kind, count(*) DESC, v.raw_text;
