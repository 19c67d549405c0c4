"""The book as values: what it is made of, what is wrong with it, how it is numbered and woven.

0 form       a form that was filled in, as values
0 isbn       the number that the book trade knows a book by, checked
0 settings   what a book says of itself as a whole: its names, its edition, how it is numbered
0 intervals  spans of time: `T+14d` from an event, `1m` between one time and the next
0 galley     a text taken out of its HTML, changed, and put back
0 revision what an edition shows of its changes against the one before
0 tongue     what rules look for in the words of a book: tables of one language
0 places     where something was written: path, line
0 wording    words of the templates with something put in: names, numbers, dates
1 noted      why something changed, noted beside the text
2 findings   Finding, severities, the table of codes, exit codes
1 rich       rich text: HTML with typed holes
2 model      Book, Part, Section, Block, Checklist, Item: frozen, no work
2 signs      plain typing to printers' signs, by language
3 fragments  what is set on its own, and what comes of it: Unit, Fragment
3 numbering  numbers of parts, sections, paragraphs, figures, tables
3 references what can be referred to, and how it is named
3 ties       what stays together on a line
3 walk       visits every rich text of a book
4 ids        ids of items: sound, each its own for ever, proposed where one is missing
4 leads      what links lead to, in words
4 review     who is to look at what again, and by when
4 fixing     tables kept as data, put where the text shows them
3 silences   rules that are broken with a reason
4 passages   where sources are cited and terms are used
4 prose      the words as they are written: passages, sentences, how hard they read
4 list_rules one short function per rule of checklists, in a table
5 composing  the book as it is printed
5 editorial  one short function per rule of the words of a book, in a table
5 rules      one short function per rule, in a table
4 weave      fills references, citations, abbreviations, footnotes
5 resolve    the book numbered and woven
"""
