-- The time that orders the reports of a week, and what users chose. Of what is loaded already only
-- the time of loading is known; its fraction keeps their order.
ALTER TABLE report_file ADD COLUMN dated_at TEXT NOT NULL DEFAULT '';
ALTER TABLE report_file ADD COLUMN dated_by TEXT NOT NULL DEFAULT 'loaded'
  CHECK (dated_by IN ('fetched', 'file', 'loaded'));
UPDATE report_file SET dated_at =
  printf('%s.%06d+00:00', strftime('%Y-%m-%dT%H:%M:%S', ingested_at), revision);
CREATE TABLE revision_choice (
  id INTEGER PRIMARY KEY,
  week_start TEXT NOT NULL,
  report_id INTEGER NOT NULL REFERENCES report_file ON DELETE CASCADE,
  chosen_at TEXT NOT NULL,
  holds INTEGER NOT NULL CHECK (holds IN (0, 1)),
  tool_version TEXT NOT NULL
) STRICT;
CREATE INDEX revision_choice_week ON revision_choice (week_start, id);
