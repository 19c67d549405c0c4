"""Units to fragments: the engine, the worker processes, and where pages fall.

0 libraries  C libraries of the system, and their versions
0 objects    objects of a PDF as the library gives them, their units, their tags  [pikepdf]
0 pagination where each unit starts; the label of every page and anchor
0 typefaces  which fonts the engine may see, and the configuration that says so
1 announcements changes told to those who hear the book  [pikepdf]
1 survey     the lines of pages as the engine laid them out  [weasyprint]
1 notes      footnotes joined to their calls  [pikepdf]
1 tables     cells told what heads them  [pikepdf]
1 versions   versions of everything that decides the bytes
1 widgets    links that stand for fields, made the widgets of a form  [pikepdf]
2 changes    where what changed came to stand
2 prints     fingerprints of pages, by which those of two editions compare  [weasyprint]
2 sights     measures them: edges, overflows, type, contrast, ends of pages
2 spoken     what the engine leaves out of its tags: languages, notes, changes  [weasyprint]
2 tags       mends the tags of one fragment  [pikepdf]
3 compiler   unit to fragment: the room of the engine  [weasyprint, fontTools]
4 preload    what a fork server does before it forks: the engine loaded, a page set
4 workshop   what is stale, and why; the worker processes
5 typeset    units to fragments, page numbers to labels, until nothing moves
"""
