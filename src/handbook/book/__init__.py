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
1 findings   Finding, severities, the table of codes, exit codes
1 model      Book, Part, Section, Block, Checklist, Item: frozen, no work
1 signs      plain typing to printers' signs, by language
2 fragments  what is set on its own, and what comes of it: Unit, Fragment
2 numbering  numbers of parts, sections, paragraphs, figures, tables
2 references what can be referred to, and how it is named
2 ties       what stays together on a line
2 walk       visits every rich text of a book
3 ids        ids of items: sound, each its own for ever, proposed where one is missing
3 leads      what links lead to, in words
3 review     who is to look at what again, and by when
3 fixing     tables kept as data, put where the text shows them
2 silences   rules that are broken with a reason
3 passages   where sources are cited and terms are used
3 prose      the words as they are written: passages, sentences, how hard they read
3 list_rules one short function per rule of checklists, in a table
4 composing  the book as it is printed
4 editorial  one short function per rule of the words of a book, in a table
4 rules      one short function per rule, in a table
3 weave      fills references, citations, abbreviations, footnotes
4 resolve    the book numbered and woven
"""
