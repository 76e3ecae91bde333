"""Limits of a declaration file: they hold before and while it is read, whatever it claims.

A file that keeps them costs memory in proportion to one slice of its rows, and time in
proportion to its bytes. They are far above what employers send.
"""

MB = 1 << 20

FILE_BYTES_MAX = 128 * MB
ROWS_MAX = 1_000_000
"""Rows under the header."""

REFUSED_ROWS_MAX = 100_000
"""More rows than that are refused for a fault of the file, and nobody reads them one by one."""

TITLE_ROWS_MAX = 30
"""Rows that may stand above the header."""

COLUMNS_MAX = 1_000
CELLS_MAX = 32_000_000
ROW_CHARACTERS_MAX = 100_000
"""Below the csv module's own limit of 131,072 characters a cell."""

SLICE_CHARACTERS_MAX = 4 * MB
"""So many characters of rows are held at once, or a few rows more."""

SHEET_CHARACTERS_MAX = FILE_BYTES_MAX
"""What the cells of a sheet say in all: a few bytes may stand for a long string they share."""

PERIODS_MAX = 1_000
"""Different months in one file, as they are written."""

EMPLOYERS_MAX = 100_000
"""Different credit codes in one file, as they are written."""

PARTS_MAX, SHEETS_MAX = 2_000, 255
UNPACKED_BYTES_MAX = 512 * MB
"""All parts of a spreadsheet together; a million rows of five cells take some 350 MB."""

STRINGS_BYTES_MAX = 80 * MB
STYLES_BYTES_MAX = 16 * MB
CONTENTS_BYTES_MAX = 4 * MB
"""The parts that say where the others are."""

PACKED_RATIO_MAX, PACKED_RATIO_FROM = 100, 2 * MB
"""A part that unpacks to more than this many times its size, from this size on, is a bomb."""

XML_TOKEN_BYTES_MAX = 1 * MB

READER_MEMORY_BYTES_MAX = 240 * MB
READER_SECONDS, READER_SECONDS_PER_MB, READER_MB_FREE = 4, 3, 2
"""The CPU time of the reading process: some for every workbook, more for each packed MB of its
sheets and strings beyond the first ones. A million rows of five cells take 16 s of some 100 s."""
