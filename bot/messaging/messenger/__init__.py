"""Messenger: a Facebook page."""
