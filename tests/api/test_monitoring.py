"""The alert rules and the Grafana dashboard name only measurements, and labels, that /metrics has."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it has no types
from prometheus_client.parser import text_string_to_metric_families

from app.jobs.reconcile import Reconciler
from tests.api.house import House
from tests.api.published import publish_version
from tests.engine.orders import lose_lease

FOLDER = Path(__file__).parent.parent.parent / "docker" / "monitoring"
BOARD = FOLDER / "grafana" / "dashboards" / "chapterhouse.json"
NAME = re.compile(r"\b(?:chapterhouse|process)_\w+")
LABELS = re.compile(r"(?:by|without|on) \(([^)]*)\)|[{,](\w+)(?:=~|!=|!~|=)")
ADDED = {"instance", "job", "le"}  # by Prometheus, and of every histogram's buckets


def expressions() -> list[str]:
    """Every expression of the rules and of the dashboard."""
    rules = yaml.safe_load((FOLDER / "rules.yml").read_text())
    board = json.loads(BOARD.read_text())
    alerts = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return [*alerts, *(target["expr"] for panel in board["panels"] for target in panel.get("targets", []))]


@pytest.fixture(scope="module")
def labels(library: House) -> dict[str, set[str]]:
    """The labels of each measurement of a house in which everything has happened once."""
    publish_version(library, "sentiment", "asked")
    library.client.post("/api/v1/models/asked/predict", json={"queries": [{"text": "a"}]})
    library.finished()
    lost = library.start()
    lose_lease(library.database, lost.id)
    services = library.services
    Reconciler(services.database, services.storage, services.settings, services.bell).round()
    found: dict[str, set[str]] = defaultdict(set)
    for family in text_string_to_metric_families(library.client.get("/metrics").text):
        for sample in family.samples:
            found[sample.name] |= set(sample.labels)
    return found


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_names_what_is_measured(expression: str, labels: dict[str, set[str]]) -> None:
    names = NAME.findall(expression)
    assert set(names) <= set(labels)

    known = ADDED.union(*(labels[name] for name in names))
    for several, one in LABELS.findall(expression):
        assert {word.strip() for word in (several or one).split(",")} <= known


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    rules = [rule for group in yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"] for rule in group["rules"]]

    assert {rule["labels"]["severity"] for rule in rules} == {"critical", "warning"}
    assert all(set(rule["annotations"]) == {"summary", "action"} for rule in rules)


def test_prometheus_asks_every_replica_with_a_key() -> None:
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text())

    (job,) = config["scrape_configs"]
    assert job["dns_sd_configs"][0]["names"] == ["api"]
    assert job["authorization"] == {"credentials_file": "key/scrape.key"}
    assert [(FOLDER / file).is_file() for file in config["rule_files"]] == [True]


def test_the_dashboard_can_be_provisioned() -> None:
    provisioning = FOLDER / "grafana" / "provisioning"
    source = yaml.safe_load((provisioning / "datasources" / "prometheus.yml").read_text())["datasources"][0]
    provider = yaml.safe_load((provisioning / "dashboards" / "chapterhouse.yml").read_text())["providers"][0]
    board: dict[str, Any] = json.loads(BOARD.read_text())

    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert provider["type"] == "file" and board["uid"] == "chapterhouse"
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
