"""A book to units: one HTML document with its style for each.

0 barcode  ISBN and price as bars  [barcode]
0 legible  what readers on paper and listeners need: addresses in print, words in their tongue
0 listing  entries of the contents, bookmarks, headwords of the glossary
0 looks    the texts of the templates, their measures, colours and words
0 scancode an address as a QR code  [segno]
0 tabs     where the thumb tabs stand
0 turning  drawings turned by a quarter, where upright they could not be read
0 changes  what the pages show of the changes since the edition before  [markupsafe]
1 estimate how high a checklist will be, before it is set
1 indexing the index: entries in the order of the alphabet, and their pages
1 overviews what the overviews of the lists show
2 filling  fills templates  [jinja2, markupsafe]
2 scheme   parts in printing order, how their pages are counted, tabs
3 plans    what units a book has, and what each of them shows
3 desk     where templates are filled: what each of them knows, its style sheets
4 cards    lists to carry: one document of card sides for each
4 job      the job ticket, one page for the print shop
4 guide    how a booklet is printed and folded: the sheet that is printed before it
4 wrap     the cover for the press: back, spine and front
4 units    book to one HTML document per unit
"""
