"""The HTTP side of recipes: their cards, from which the dashboard draws its forms."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from app.http.fields import ModelName, WordsOut
from app.jobs.service import find_card
from app.recipes.schemas import HeadlineOut, RecipeOut, RecipePage
from models.catalog import CARDS
from models.recipe import Card

router = APIRouter(prefix="/api/v1/recipes", tags=["recipes"])


def recipe_out(card: Card) -> RecipeOut:
    """A card as the API shows it."""
    return RecipeOut(
        name=card.name, kind=card.kind, title=WordsOut(**asdict(card.title)), summary=WordsOut(**asdict(card.summary)),
        chapter=card.chapter, task=card.task, headline=HeadlineOut.model_validate(asdict(card.headline)),
        data_sets=list(card.data_sets), params_schema=card.Params.model_json_schema(),
        query_schema=card.Query.model_json_schema(), answer_schema=card.Answer.model_json_schema(),
        examples=list(card.examples), estimate_s=card.estimate_s,
    )  # fmt: skip


@router.get("", response_model=RecipePage)
def list_recipes() -> RecipePage:
    """Every recipe: what it does, its settings, its question and its answer."""
    return RecipePage(data=[recipe_out(card) for card in CARDS.values()])


@router.get("/{recipe}", response_model=RecipeOut)
def get_recipe(recipe: ModelName) -> RecipeOut:
    """One recipe."""
    return recipe_out(find_card(recipe))
