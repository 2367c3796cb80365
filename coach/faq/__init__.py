"""FAQs in a batch: questions in, answered entries out, kept true as the documents change.

rows, corpus_questions, asked_questions    where questions come from
likeness                                   which of them ask the same
building, journal                          the long run, which can be killed and go on
entries                                    what an FAQ is made of
outputs, markdown, page, spreadsheet       entries to files
freshness                                  what the documents no longer say
review, review_store                       what people think of the entries
ready_answers                              approved entries, in a turn
"""
