"""No act goes without its line: whoever writes one that needs more than reading has to audit it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ACTS = Path(__file__).parents[4] / "api" / "acts"
READING = {
    "listed_keys",
    "audit_page",
    "listed_users",
    "listed_sessions",
    "listed_tenants",
    "found_tenant",
    "check_destinations",
    "destinations_now",
    "erasure_lines",
}
AUDITING = {"audit", "split", "store.scrub_audit"}

OPEN_TO_ALL = {"audit", "rebuild", "change_own_password"}
"""The line itself; what only a command does; what every user does with the own account."""


def acts() -> Iterator[tuple[str, ast.AsyncFunctionDef]]:
    """Every public act: a function that somebody calls."""
    for path in sorted(ACTS.glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
                yield path.name, node


def calls(node: ast.AST) -> set[str]:
    return {ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}


def scopes(node: ast.AST) -> set[str]:
    return {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.Attribute)} & {
        "Scope.RESPOND",
        "Scope.ADMIN",
        "Scope.OWNER",
    }


def test_every_act_is_audited() -> None:
    found = [(name, node.name) for name, node in acts() if scopes(node) and not calls(node) & AUDITING]
    assert {act for _, act in found} - READING == set()
    assert len(list(acts())) > 20


def test_every_act_asks_who_may_do_it() -> None:
    """An act has a caller, and asks for a scope before anything else."""
    for name, node in acts():
        arguments = {each.arg for each in node.args.args}
        if "caller" in arguments and "audit" in calls(node) and node.name not in OPEN_TO_ALL:
            assert calls(node) & {"caller.require", "_check"}, f"{name}: {node.name}"
