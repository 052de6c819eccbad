"""Zalo: the Official Account and the bot platform."""
