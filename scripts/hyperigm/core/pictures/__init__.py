"""Geometry of the pictures of a report, as plain values; templates only draw them."""
