"""The kinds of question, and the questionnaire they make up."""
