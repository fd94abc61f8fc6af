"""The HTTP side of recipes: their cards, from which the dashboard draws its forms."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from app.access.scopes import needs
from app.http.fields import ModelName, WordsOut
from app.jobs.service import find_card
from app.recipes.schemas import ActionOut, HeadlineOut, PresetOut, RecipeOut, RecipePage
from models.catalog import CARDS
from models.recipe import Action, Card

router = APIRouter(prefix="/api/v1/recipes", tags=["recipes"])


def schema_of(model: type[BaseModel] | None) -> dict[str, Any]:
    """The JSON Schema of a question or answer; empty where the recipe has none."""
    return model.model_json_schema() if model is not None else {}


def _action_out(action: Action) -> ActionOut:
    return ActionOut(
        name=action.name, summary=WordsOut(**asdict(action.summary)), query_schema=schema_of(action.Query),
        answer_schema=schema_of(action.Answer), examples=list(action.examples), streams=action.streams,
    )  # fmt: skip


def recipe_out(card: Card) -> RecipeOut:
    """A card as the API shows it."""
    return RecipeOut(
        name=card.name, kind=card.kind, title=WordsOut(**asdict(card.title)), summary=WordsOut(**asdict(card.summary)),
        chapter=card.chapter, task=card.task,
        headline=HeadlineOut.model_validate(asdict(card.headline)) if card.headline else None,
        data_sets=list(card.data_sets), params_schema=card.Params.model_json_schema(),
        query_schema=schema_of(card.Query), answer_schema=schema_of(card.Answer),
        examples=list(card.examples), estimate_s=card.estimate_s, weights=list(card.weights),
        presets=[PresetOut(name=item.name, title=WordsOut(**asdict(item.title)), params=item.params)
                 for item in card.presets],
        actions=[_action_out(action) for action in card.actions], steerable=list(card.steerable),
        shape=list(card.shape), can_explain=card.Explanation is not None, scripted=card.scripted,
        answer_limit=card.answer_limit,
    )  # fmt: skip


@router.get("", response_model=RecipePage, dependencies=[needs("models:read")])
def list_recipes() -> RecipePage:
    """Every recipe: what it does, its settings, its question and its answer."""
    return RecipePage(data=[recipe_out(card) for card in CARDS.values()])


@router.get("/{recipe}", response_model=RecipeOut, dependencies=[needs("models:read")])
def get_recipe(recipe: ModelName) -> RecipeOut:
    """One recipe."""
    return recipe_out(find_card(recipe))
