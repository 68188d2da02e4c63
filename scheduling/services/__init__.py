"""The use cases of scheduling."""

from scheduling.services.moving import move_session, unlock_session
from scheduling.services.plans import discard_plan, publish_plan, request_plan
from scheduling.services.solving import solve_plan

__all__ = ["discard_plan", "move_session", "publish_plan", "request_plan", "solve_plan", "unlock_session"]
