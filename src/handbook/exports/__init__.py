"""What other programs read: the checklists, and the job for a print shop.

0 job        the job ticket, as JSON, and the schema that it keeps to
0 record     checklists as plain texts: what every format says of them
1 calendar   what falls due, as iCalendar  [icalendar]
1 document   one JSON document, and the schema that it keeps to
1 sheet      one row for each item, as CSV that is safe in a spreadsheet
2 reviews    what is to be looked at again: as text, rows, a document, a calendar
1 tasklist   task lists in Markdown, which the program reads again
"""
