"""A folder of Markdown, TOML, pictures and fonts, read to a book.

0 cleaning   raw HTML by an allow-list, and what was cut  [nh3]
0 datafiles  TOML and YAML to values that know their lines  [yaml]
0 drawings   what an SVG is, and what it would load
0 easing     spares the parser the texts it is slow on  [markdown]
0 gfm        habits of GitHub's Markdown, rewritten for our parser
0 shipped    where the templates lie that come with the program
0 sourcetext the text of a file, tidied and searchable by line
1 fields     what a key of a settings file may hold
0 profiles   what the bytes of a colour profile are  [PIL]
2 variants   axes and variants in `handbook.toml`, and the values of the variants
1 folder     the door to the project: nothing outside it is opened
1 pictures   what the bytes of a picture are  [PIL]
1 tracing    which line an element of the parsed tree comes from  [markdown]
2 digest     one hash of all the files that a book is made from
2 art        the pictures that the texts show, and the book's own fonts
2 marking    boxes, ids and items found on the parsed tree  [markdown]
2 naming     ids for what the author did not name
2 scene      place, findings and addresses of the file that is being written
3 settings   `handbook.toml` to settings
3 finishing  what is left to do on the tree before it becomes text  [markdown]
3 attributes what stays of the attributes of elements, and the heads of tables
4 richtext   the tree to rich text: HTML of our own, with holes
3 syntax     what the book adds to Markdown: boxes, checklists, citations  [markdown, pymdownx]
4 dialect    the library and all its extensions, set up  [lxml, markdown, pymdownx]
5 blocks     the tree to paragraphs, figures, tables, boxes
6 checklists checklists: stages and items
7 markup     the text of a chapter to sections and blocks  [pymdownx]
2 reasons    `changes.toml` to what editors say of the changes
3 noting     reasons for changes where they stand in a text
3 records    what is kept of earlier editions
8 catalogue  `glossary.toml` and `sources.toml` to terms and sources
8 parts      one file of the manuscript to a part or a list
9 read       the only reader of `content/`
"""
