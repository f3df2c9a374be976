"""Classifies Slack's named errors for deliveries.

https://docs.slack.dev/reference/methods/chat.postMessage lists them; an incoming webhook answers with such a name as
plain text.
"""

import re
from collections.abc import Mapping

from tools.notify.outcomes import blocked, later, outcome_of_answer, refused, retry_after
from tools.nouns.deliveries import Outcome

RATE_LIMIT_WAIT_SECONDS = 30.0
"""The wait if Slack names none: a channel accepts about one message per second."""
_WORD = re.compile(r"[a-z_]{2,60}")

_CONTENT = frozenset((
    "msg_too_long", "no_text", "invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long",
    "too_many_attachments", "too_many_contact_cards", "markdown_text_conflict", "metadata_too_large",
    "invalid_metadata_format", "invalid_metadata_schema", "metadata_must_be_sent_from_app", "invalid_arguments",
    "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data", "invalid_post_type",
    "missing_post_type", "invalid_json", "json_not_object", "invalid_payload", "no_dual_broadcast_content_update",
))  # fmt: skip
_SET_UP = frozenset((
    "invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked", "no_permission",
    "missing_scope", "not_allowed_token_type", "org_login_required", "ekm_access_denied", "access_denied",
    "team_access_not_granted", "enterprise_is_restricted", "two_factor_setup_required", "channel_not_found",
    "not_in_channel", "is_archived", "channel_is_archived", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel", "cannot_reply_to_message",
    "messages_tab_disabled", "method_deprecated", "deprecated_endpoint", "app_not_installed", "invalid_token",
    "no_service", "no_service_id", "no_active_hooks", "no_team", "team_disabled", "action_prohibited", "user_not_found",
    "posting_to_general_channel_denied", "restricted_action_thread_locked", "as_user_not_supported",
))  # fmt: skip
GONE = frozenset(("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"))
"""The ticket's message no longer exists or cannot be changed, so it is posted again."""
CANNOT_LOOK = frozenset((
    "missing_scope", "not_in_channel", "channel_not_found", "no_permission", "not_allowed_token_type", "access_denied",
))  # fmt: skip
"""The app may post but not read what it posted: a retry after a crash may then post twice."""


def outcome_of_error(error: str, status: int, headers: Mapping[str, str], now: float) -> Outcome:
    """Classify by the name of Slack's error, or by the HTTP status if the name is unknown or missing."""
    word = error if _WORD.fullmatch(error) else ""
    if word in _CONTENT:
        return refused(f"Slack refuses the message: {word}")
    if word in _SET_UP:
        return blocked(f"Slack: {word}")
    if word in ("ratelimited", "rate_limited", "message_limit_exceeded") or status == 429:
        return later("Slack: too many messages", retry_after(headers, now) or RATE_LIMIT_WAIT_SECONDS)
    if status >= 300:
        return outcome_of_answer(status, headers, now, word)
    return later(f"Slack: {word or 'no readable answer'}", retry_after(headers, now))
