"""The doors of collection: the respondent's, the interviewer's, the wave's."""
