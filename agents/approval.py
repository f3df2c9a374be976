"""Optional approval: a run can stop and ask a person before it publishes dangerous advice."""

from dataclasses import replace

from typing_extensions import TypedDict

from tools.nouns.knowledge import Advice


class ApprovalRequest(TypedDict):
    """What an interrupted run shows. Resume it with true or false."""

    question: str
    """What is asked, and what each answer does."""

    incident_id: str
    """The ticket that the advice is for."""

    steps: list[str]
    """The steps in question, each with the reasons why it is flagged."""


def approved(advice: Advice, incident_id: str) -> Advice:
    """Return the advice to publish: all of it after "true", without its flagged steps after any other answer.

    If a step is flagged, this interrupts the run, which needs a checkpointer. On resume the agent starts over.
    """
    flagged = [step for step in (*advice.immediate, *advice.prevention) if step.dangers]
    if not flagged:
        return advice
    request = ApprovalRequest(
        question="Publish these steps? true publishes the advice, false publishes it without them.",
        incident_id=incident_id,
        steps=[f"{step.text} ({'; '.join(step.dangers)})" for step in flagged],
    )
    from langgraph.types import interrupt  # only here, where the engine has loaded it

    if interrupt(request) is True:
        return advice
    return replace(
        advice,
        immediate=tuple(step for step in advice.immediate if not step.dangers),
        prevention=tuple(step for step in advice.prevention if not step.dangers),
        notes=(*advice.notes, "Dangerous steps were left out: a person did not approve them."),
    )
