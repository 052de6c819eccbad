"""The list of sites that may embed the bot."""

from __future__ import annotations

import pytest

from bot.web.settings import WebSettings
from bot.web.sites import Sites


def test_sites_are_read_from_a_list_or_a_text() -> None:
    expected = {"https://a.example", "http://b.example:8080", "http://127.0.0.1:6000", "http://[::1]:6000"}
    assert Sites.parse("https://A.example/ , http://b.example:8080\nhttp://127.0.0.1:6000 http://[::1]:6000").origins == expected
    assert Sites.parse(sorted(expected)).origins == expected


@pytest.mark.parametrize(
    "site", ["a.example", "https://a.example/path", "https://*.example", "javascript:x", "https://a.example;script-src", "https://", "'self'", "ftp://a"]
)
def test_what_is_no_site_is_refused_and_can_write_no_policy(site: str) -> None:
    with pytest.raises(ValueError):
        Sites.parse([site])


def test_without_a_list_no_other_site_is_let_in() -> None:
    assert Sites.parse("").headers("https://a.example") == {}
    assert Sites.parse([]).frame_ancestors() == "'self'"


def test_caches_keep_the_replies_to_different_sites_apart() -> None:
    sites = Sites.parse("https://a.example")
    assert sites.headers("https://a.example")["Vary"] == sites.headers("https://b.example")["Vary"] == sites.headers(None)["Vary"] == "Origin"


def test_the_setting_overrules_even_if_it_is_empty() -> None:
    assert WebSettings(web_allowed_sites="").sites(["https://a.example"]) == Sites()
    assert WebSettings(web_allowed_sites="*").sites([]).allows("https://any.example")
    assert WebSettings().sites(["https://a.example"]).allows("https://A.example")
