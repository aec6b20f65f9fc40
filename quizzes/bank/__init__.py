"""Questions as files of a course folder and as rows of an edition: reading, checks, building, exporting."""
