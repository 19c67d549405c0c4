"""Fragments to one PDF, proved and written.

0 artifacts what is drawn on finished pages and is no part of their text  [pikepdf]
0 bundle   the only writer of `build/`: temporary folder, one rename
0 fields   the fields of a form, read from a PDF  [pikepdf]
0 fonts    one subset of a typeface for the whole book  [uharfbuzz]
0 matrices transformations and boxes of a page
0 metadata XMP, document information, viewer preferences  [pikepdf]
0 saving   a PDF as bytes that depend on nothing but what is in it  [pikepdf]
0 transfer a filled form compared with another edition's
1 bars     revision bars in the outer margin  [pikepdf]
1 layout   what was measured on set pages, to findings
1 embedding typefaces embedded once, and lent to the pages  [pikepdf]
1 reading  what the pages say, and whether another library reads the same  [pikepdf, pypdfium2]
1 glance   looks at the text of a PDF from anywhere: what is cut, what is too small  [pypdfium2]
2 reissue  an edition built again, held against what was issued
1 issued   whether a file at hand was issued with a manifest  [pikepdf]
1 sides    what stands on sheets of cards, measured  [PIL, pikepdf, pypdfium2]
1 forms    the widgets of all fragments as one form  [pikepdf, uharfbuzz]
2 tree     the structure tree, read back  [pikepdf]
2 margins  revision bars, read back  [pikepdf, pypdfium2]
2 joining  fragments to pages, with their fonts, mark, bars and labels  [pikepdf]
2 answers  what was filled into a form, read and written  [pikepdf]
3 collating what was set as pieces, and the pages of the book as it is bound
3 facts    a PDF read back, as plain facts  [pikepdf]
3 linker   fragments to one PDF  [pikepdf]
4 cuts     measures cards on their sheets: backs, marks, type, edges
4 telling  facts as lines for a person
4 measures the lists of a download where they came to stand
5 proof    facts to findings
"""
