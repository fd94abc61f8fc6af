"""The HTTP side of the dashboard's sign-in: a key becomes a cookie that scripts cannot read."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.access import keys, sessions
from app.access.audit import note_action
from app.access.caller import Caller, Principal
from app.access.cross_site import refuse_cross_site
from app.access.schemas import SessionOut, SignInIn
from app.access.scopes import public, unauthorized
from app.errors import AppError
from app.http.strict_json import StrictRoute
from app.services import House, Services

router = APIRouter(prefix="/api/v1/session", tags=["access"], route_class=StrictRoute, dependencies=[public()])


def _session_out(house: Services, request: Request, caller: Principal, token: str | None) -> SessionOut:
    is_open = house.guard.is_open(request.scope)
    inside = is_open or bool(caller.owner)
    return SessionOut(
        mode="open" if is_open else "keys", signed_in=inside, key_id=caller.key_id,
        owner=caller.owner if inside else None, scopes=sorted(caller.scopes),
        csrf_token=sessions.csrf_token(house.guard.pepper(), token) if token and inside and not is_open else None,
    )  # fmt: skip


@router.get("", response_model=SessionOut)
async def get_session(request: Request, house: House, caller: Caller) -> SessionOut:
    """Who is asking, what they may do, and the token that calls with the cookie must carry as `X-CSRF-Token`."""
    return _session_out(house, request, caller, request.cookies.get(sessions.COOKIE))


@router.post("", status_code=201, response_model=SessionOut)
async def sign_in(request: Request, response: Response, house: House, body: SignInIn) -> SessionOut:
    """Sign a browser in with a key: the answer sets a cookie for this site only."""
    if house.guard.is_open(request.scope):
        raise AppError(409, "access_open", "This house is open: nobody needs to sign in.")
    refuse_cross_site(request.method, request.scope["headers"])
    caller = await house.guard.ask(request.scope, body.key)
    if caller is None or caller.key_id is None or keys.KEY.fullmatch(body.key) is None:
        raise unauthorized()
    await house.guard.spend_sign_in(request.scope, caller.key_id)
    lifetime_s = house.settings.session_hours * 3600
    token = await house.in_thread(_begin, house, caller, caller.key_id, lifetime_s)
    response.set_cookie(
        sessions.COOKIE, token, max_age=int(lifetime_s), path="/", httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return _session_out(house, request, caller, token)


def _begin(house: Services, caller: Principal, key_id: str, lifetime_s: float) -> str:
    with house.database.write() as session:
        note_action(session, caller, "session.began", key_id)
        return sessions.sign_in(session, house.guard.pepper(), key_id, lifetime_s)


@router.delete("", status_code=204)
async def sign_out(request: Request, response: Response, house: House) -> None:
    """End the session of this browser; harmless without one."""
    token = request.cookies.get(sessions.COOKIE)
    if token is not None:
        await house.in_thread(_end, house, token)
        house.guard.callers.forget(token)
    response.delete_cookie(sessions.COOKIE, path="/", httponly=True, samesite="strict")


def _end(house: Services, token: str) -> None:
    with house.database.write() as session:
        sessions.sign_out(session, house.guard.pepper(), token)
