"""Editions as values: a book as data, what changed from one to the next, and what to do about it.

0 archive    files as one, byte for byte the same everywhere
0 words      texts as words, and what two of them have in common
1 packet     change pages: leaves to take out and to put in
1 difference what changed in a text, word by word
1 matter     a block as plain texts: paragraphs, bullets, rows
1 record     an edition as data, and as canonical JSON
1 rules      what is the same to a reader, as forms in which it is equal
2 collation  the pages of a kept edition as canonical JSON, and what became of them
2 draft      a book to entries that have no permanent ids yet
2 verdict    editorial, or a change of meaning
3 changes    what changed between two records: a value that makes the new one of the old
4 explaining which changes a reader has to know of, and beside what each is marked
3 anchoring  where the things of a record stand on the pages of a book
3 grove      entries as a tree that can be compared
4 kin        how near two things are
4 parting    what was divided or joined
4 reasoning  why things changed, and what has no reason
4 transfer   what became of the items that somebody signed
5 waiving    what is overdue and released all the same, with a reason
5 telling    changes as text, JSON and Markdown
5 match      what in one edition is the same thing as in another
6 summary    the summary of changes, each line with the things that it explains
7 marking    a book with bars beside what changed, and lines where something was deleted
6 adopt      permanent ids for a draft: given, inherited or born
"""
