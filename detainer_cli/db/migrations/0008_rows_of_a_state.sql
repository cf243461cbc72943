-- The rows of one state are counted by crime, category, citizenship and region from the index alone.
DROP INDEX declined_row_state;
CREATE INDEX declined_row_state
  ON declined_row (state, days_to_decline, disposition, report_id, crime, crime_category,
    citizenship, region);
