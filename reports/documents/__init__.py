"""The ranking report as page, print, workbook and plain table."""
