-- The cases of narrative reports and their events; the title of a report, where it has one of its own.
CREATE TABLE case_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL,
  raw_location TEXT NOT NULL, location_whole TEXT, location_facility TEXT, location_county TEXT,
  location_state TEXT, jurisdiction TEXT, state TEXT, county TEXT,
  county_fips TEXT CHECK (length(county_fips) = 5), jurisdiction_rule TEXT NOT NULL,
  jurisdiction_resolved INTEGER NOT NULL CHECK (jurisdiction_resolved IN (0, 1)),
  jurisdiction_candidates TEXT NOT NULL,
  place_heading TEXT NOT NULL,
  age INTEGER, raw_age TEXT NOT NULL,
  sex TEXT NOT NULL CHECK (sex IN ('male', 'female', '')),
  citizenship TEXT, country_alpha_3 TEXT, region TEXT, raw_citizenship TEXT NOT NULL,
  citizenship_rule TEXT NOT NULL,
  citizenship_resolved INTEGER NOT NULL CHECK (citizenship_resolved IN (0, 1)),
  citizenship_candidates TEXT NOT NULL,
  arrests INTEGER NOT NULL, raw_arrests TEXT NOT NULL,
  detainers_issued INTEGER NOT NULL, raw_detainers_issued TEXT NOT NULL,
  detainers_declined INTEGER NOT NULL, raw_detainers_declined TEXT NOT NULL,
  outcome TEXT NOT NULL
    CHECK (outcome IN ('rearrested', 'ice_custody', 'removed', 'at_large', 'unknown')),
  text TEXT NOT NULL,
  unread TEXT NOT NULL, raw_unread TEXT NOT NULL,
  spans TEXT NOT NULL,
  page INTEGER NOT NULL, row_on_page INTEGER NOT NULL,
  sources TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX case_row_report ON case_row (report_id, position);

CREATE TABLE case_event_row (
  id INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  position INTEGER NOT NULL,
  raw_location TEXT NOT NULL, location_whole TEXT, location_facility TEXT, location_county TEXT,
  location_state TEXT, jurisdiction TEXT, state TEXT, county TEXT,
  county_fips TEXT CHECK (length(county_fips) = 5), jurisdiction_rule TEXT NOT NULL,
  jurisdiction_resolved INTEGER NOT NULL CHECK (jurisdiction_resolved IN (0, 1)),
  jurisdiction_candidates TEXT NOT NULL,
  case_position INTEGER NOT NULL, raw_case_position TEXT NOT NULL,
  type TEXT NOT NULL,
  date TEXT NOT NULL,
  agency TEXT NOT NULL,
  place TEXT NOT NULL,
  offenses TEXT NOT NULL, raw_offenses TEXT NOT NULL,
  crime TEXT, ncic_code TEXT, crime_category TEXT, crime_rule TEXT NOT NULL,
  crime_resolved INTEGER NOT NULL CHECK (crime_resolved IN (0, 1)), crime_candidates TEXT NOT NULL,
  offense_text TEXT NOT NULL, raw_offense TEXT NOT NULL,
  quote TEXT NOT NULL,
  spans TEXT NOT NULL,
  page INTEGER NOT NULL, row_on_page INTEGER NOT NULL,
  sources TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX case_event_row_report ON case_event_row (report_id, case_position, position);

ALTER TABLE report_file ADD COLUMN title TEXT NOT NULL DEFAULT '';
