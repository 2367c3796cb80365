"""Interview practice: scenarios from the corpus, and answers judged against the rubric."""
