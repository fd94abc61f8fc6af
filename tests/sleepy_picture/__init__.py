"""A `generate` recipe that brightens a picture in slow steps: for tests of what the engine does around it."""

from tests.sleepy_picture.card import CARD as CARD
