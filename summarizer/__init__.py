"""Structured reader of Chinese local-government reports."""
