"""The generative studio of a deployment: a small dream by the picture worker, and digits drawn by a small VAE."""

from __future__ import annotations

from tests.smoke.caller import Caller, Json
from tests.smoke.checks import document, require

PNG = b"\x89PNG\r\n\x1a\n"
DREAM: Json = {"photo": {"sample": "chelsea"}, "longest_side": 160, "octaves": 2, "steps": 4}
VAE, VAE_SETTINGS = "smoke-vae", {"epochs": 1, "filters": 4, "dense": 16}


def dreams(caller: Caller) -> str:
    """A dream of a sample photo: live events, then a PNG that says how it was made."""
    body = {"kind": "generate", "recipe": "deep-dream", "params": DREAM}
    job_id = document(caller.post("/api/v1/jobs", body), 202)["id"]
    job = list(caller.events(job_id))[-1].data["resource"]
    require(job["status"] == "succeeded", f"the dream ended as {job['status']}: {job['error']}")
    file = job["result"]["files"][0]
    picture = caller.get(f"/api/v1/artifacts/sha256-{file['sha256']}")
    require(picture.status == 200 and picture.body.startswith(PNG), f"the dream: status {picture.status}")
    require(b"chapterhouse" in picture.body[:2000], "the picture carries no receipt")
    thumbnail = caller.get(f"/api/v1/artifacts/sha256-{file['sha256']}?size=64")
    require(thumbnail.status == 200 and len(thumbnail.body) < len(picture.body), "no thumbnail")
    return f"{file['width']} x {file['height']}, {len(picture.body) / 1e3:.0f} kB, {job['metrics']['compute_s']:.1f} s"


def draws(caller: Caller) -> str:
    """A small autoencoder of digits, and a point of its map as a picture."""
    body = {"kind": "train", "recipe": "vae", "params": VAE_SETTINGS, "model": VAE}
    job_id = document(caller.post("/api/v1/jobs", body), 202)["id"]
    job = list(caller.events(job_id))[-1].data["resource"]
    require(job["status"] == "succeeded", f"the training ended as {job['status']}: {job['error']}")
    version = job["result"]["version"]
    path = f"/api/v1/models/{VAE}/versions/{version}/decode"
    answer = document(caller.post(path, {"latent": [0.5, -0.5]}), 200)
    require(len(answer["images"]) == 1, f"{len(answer['images'])} pictures of one point")
    return f"version {version}, {answer['width']} x {answer['height']} pixels"
