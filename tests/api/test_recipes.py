"""Recipes: the cards that the dashboard draws its forms from."""

from __future__ import annotations

import pytest

from models.catalog import CARDS
from tests.api.house import House
from tests.api.problems import problem


def test_the_list_holds_every_card_of_the_catalogue(library: House) -> None:
    recipes = library.client.get("/api/v1/recipes").json()["data"]

    assert [recipe["name"] for recipe in recipes] == list(CARDS)


@pytest.mark.parametrize("name", ["sentiment", "news", "house-prices"])
def test_a_recipe_tells_its_settings_with_bounds_in_both_languages(library: House, name: str) -> None:
    recipe = library.client.get(f"/api/v1/recipes/{name}").json()

    epochs = recipe["params_schema"]["properties"]["epochs"]
    assert epochs["minimum"] == 1
    assert epochs["title"] and epochs["zh"]["title"]
    assert recipe["title"]["en"] and recipe["title"]["zh"]
    assert recipe["examples"]


def test_the_headline_names_the_books_own_figure(library: House) -> None:
    headline = library.client.get("/api/v1/recipes/sentiment").json()["headline"]

    assert headline["metric"] == "accuracy"
    assert headline["book_figure"] == 0.885


def test_an_unknown_recipe_is_not_found(library: House) -> None:
    problem(library.client.get("/api/v1/recipes/alchemy"), 404, "recipe_not_found")
