"""A run as a plain Keras program, over HTTP; tests/models run the programs."""

from __future__ import annotations

import ast

from tests.api.house import House
from tests.api.problems import problem

RESULT = {
    "metrics": {"mae_k_usd": 2.38, "test_r2": None},
    "data": {"name": "boston", "source": "packaged", "version": "boston 1.0.17", "sha256": "04ea", "split_seed": 113},
}


def finished(house: House, recipe: str) -> str:
    row = house.start(recipe=recipe, params={})
    house.succeed(row, **RESULT)
    return row.id


def test_a_finished_training_is_told_as_a_program(house: House) -> None:
    job_id = finished(house, "house-prices")

    response = house.client.get(f"/api/v1/jobs/{job_id}/script")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/x-python")
    assert f"house-prices-{job_id}.py" in response.headers["content-disposition"]
    imports = [node for node in ast.walk(ast.parse(response.text)) if isinstance(node, ast.Import)]
    imported = {alias.name for node in imports for alias in node.names}
    assert "keras" in imported
    assert not imported & {"app", "models", "workers"}
    assert "mae_k_usd 2.38" in response.text


def test_a_running_training_has_no_program_yet(house: House) -> None:
    row = house.start(recipe="house-prices", params={})

    refused = problem(house.client.get(f"/api/v1/jobs/{row.id}/script"), 409, "script_not_ready")

    assert "running" in refused["detail"]


def test_a_recipe_without_programs_says_so(house: House) -> None:
    job_id = house.queue(kind="generate", recipe="deep-dream", params={"photo": {"sample": "chelsea"}})

    problem(house.client.get(f"/api/v1/jobs/{job_id}/script"), 404, "script_not_available")


def test_an_unknown_job_has_no_program(house: House) -> None:
    response = house.client.get("/api/v1/jobs/job_00000000000000000000000000/script")

    problem(response, 404, "job_not_found")
