"""The science: every recipe of the book, importable in a notebook; knows nothing of web, SQL or Celery."""
