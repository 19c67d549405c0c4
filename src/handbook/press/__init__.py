"""Pages to sheets of paper: what stands where, so that it comes out right when it is cut.

0 bindings   how leaves are held: what number of pages a binding takes, how thick it may be
0 colours    colours of the screen to inks
0 imposition where each card stands, front and back; where the knife goes
0 outlines   text as outlines  [fontTools, pikepdf]
0 signatures which page stands in which cell of sheets that are folded, or cut and stacked
0 spine      how wide the spine is, and the type that it has room for
0 stocks     paper, and how thick a leaf of it is
1 operators  the operators of a page: colours to inks, overprint for black text  [pikepdf]
1 marks      crop and register marks, colour bar, slug line, outside the bleed  [pikepdf]
1 formes     where the cells of a plan lie on the paper of a desk printer
1 specification what a book is printed on and how it is held, reckoned from its pages
1 sheets     cards drawn on their sheets, with marks to cut by  [pikepdf]
1 profiles   colour profiles: which one, what it holds, colours and pictures through it  [PIL]
2 deskmarks  marks on those sheets: to cut, fold, staple, gather and punch by
3 deskwork   what a desk can do: its paper, its marks and holes, what it cannot take
2 pictures   pictures to inks  [PIL, pikepdf]
2 shadings   shadings to inks  [pikepdf]
3 desk       pages drawn on those sheets  [pikepdf]
3 conforming what makes a PDF fit for print: PDF/X-4  [pikepdf]
3 inks       pages to inks, with all that they draw  [pikepdf]
"""
