"""A PDF from anywhere, measured for the press: what a print shop would send back.

0 marks      what a page paints, as values: text, lines, areas, pictures, with ink and place
0 wanted     what is asked of a press file, by those who ordered it and by the trade
0 edges      what stands at the trim, in text and as a raster  [PIL, pypdfium2]
0 plates     the ink of each page, on plates that Ghostscript makes  [PIL]
1 colours    colour spaces and inks, from the objects of a PDF  [pikepdf]
1 seen       the facts of a press file, as values
2 brush      what paints a page: its state, and the marks it has made  [pikepdf]
2 structure  rules of boxes, identity, output intent and forbidden things
2 inks       rules of colour, text, lines and pictures
2 leaves     rules of the trim, the binding and the plates
2 telling    facts of a press file as lines for a person
3 walk       the content of a page, operator by operator, to what it paints  [pikepdf]
4 reading    a PDF read, as the facts of a press file  [pikepdf]
5 check      facts to findings: the table of rules
"""
