"""A house that asks for keys, and callers with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx import Client, Response

from app.access import keys
from app.access.roles import ROLES
from tests.api.house import House, open_house

ROOMY: dict[str, Any] = {f"limit_{name}": 1e6 for name in ("submit_per_min", "upload_per_min", "failures_per_min")}


@dataclass(frozen=True)
class Key:
    """A key as its holder has it."""

    id: str
    text: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request with it carries."""
        return {"Authorization": f"Bearer {self.text}"}


@dataclass(frozen=True)
class Holder:
    """Somebody who calls with a key."""

    client: Client
    key: Key

    def get(self, path: str, **more: Any) -> Response:
        """GET with the key."""
        return self.send("GET", path, **more)

    def post(self, path: str, **more: Any) -> Response:
        """POST with the key."""
        return self.send("POST", path, **more)

    def send(self, method: str, path: str, **more: Any) -> Response:
        """Any method with the key."""
        return self.client.request(method, path, headers=self.key.headers | more.pop("headers", {}), **more)


def make_key(house: House, role: str = "member", owner: str = "local", **more: Any) -> Key:
    """A key made in the database, as `chapterhouse keys create` does."""
    wish = keys.Wish(name=role, owner=owner, scopes=ROLES[role], role=role, **more)
    with house.database.write() as session:
        row, text = keys.create(session, house.services.guard.pepper(), wish)
        return Key(row.id, text)


def holder(house: House, role: str = "member", owner: str = "local", **more: Any) -> Holder:
    """Somebody with a new key of this role."""
    return Holder(house.client, make_key(house, role, owner, **more))


def seen_by(house: House, key: Key) -> House:
    """The same house, its client the holder of a key: what it makes belongs to that key's owner."""
    transport = house.client._transport  # of the running application: a second TestClient would start another
    client = Client(transport=transport, base_url=house.client.base_url, headers=key.headers)
    return House(house.settings, house.app, client)


def bare(house: House, method: str, path: str, headers: dict[str, str | bytes], **more: Any) -> Response:
    """A request with these headers and no key of the client's own."""
    request = house.client.build_request(method, path, **more)
    del request.headers["Authorization"]
    request.headers.update(headers)  # type: ignore[arg-type]  # bytes go out as they are
    request.headers.encoding = "latin-1"  # whatever bytes a client may send
    return house.client.send(request)


@contextmanager
def locked_house(folder: Path, migrated: Path, **overrides: Any) -> Iterator[House]:
    """A house in the keys mode, its own client an administrator; generous limits unless a test is about them."""
    with open_house(folder, migrated, **{"access": "keys", **ROOMY, **overrides}) as opened:
        opened.client.headers.update(make_key(opened, "admin").headers)
        yield opened
