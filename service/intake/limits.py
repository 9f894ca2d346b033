"""How much of everything is taken: the sizes that every door obeys, stated once."""

from __future__ import annotations

#: A whole body, in bytes; files come in by imports.
BODY_BYTES = 256 * 1024
#: Objects and lists inside one another.
DEPTH = 20
#: Digits of one number.
DIGITS = 20
#: Faults that one answer lists by name.
FAULTS = 100
#: Parameters of one address, and characters of its query.
PARAMETERS, QUERY_CHARACTERS = 50, 8_000

# Characters of one text.
TEXT = 2_000
WORDING = 5_000
NOTE = 5_000
REASON = 2_000
LABEL = 500
TITLE = 500
QUESTION = 500
RULE = 2_000
CONDITION = 500
PHRASE = 200
OUTLET = 200
URL = 2_000
LANGUAGE = 35
ARTICLE_TEXT = 100_000
SHA256 = 64
TAG = 60
DESK = 60
NAME = 100
EMAIL = 254
ZONE = 64
SEARCH = 200
CURSOR = 200
ID = 64

# Members of one list.
TAGS = 20
EVIDENCE = 20
CITES = 50

#: Names suggested at once.
SUGGESTIONS = 50
#: Items of one page: as many as asked for, within these; otherwise the last.
PAGE_LEAST, PAGE_MOST, PAGE_DEFAULT = 1, 200, 50

#: How long a request may wait for news; proxies that give up sooner than 30 seconds are rare.
WAIT_SECONDS = 25
#: One row of a file, in bytes; columns of a CSV file; characters of a row's key.
ROW_BYTES = 1024 * 1024
COLUMNS = 1_000
KEY = 200
#: Rows that are written all or none; rows of one file.
ROWS_AT_ONCE, ROWS = 50_000, 1_000_000
#: A file that is sent by the web, and one that a command reads.
UPLOAD_BYTES, FILE_BYTES = 64 * 1024 * 1024, 1024 * 1024 * 1024
#: Faults that the report of an import lists by row; all of them are counted.
ROW_FAULTS = 1_000
