"""The moment at which every notification was sent."""

AT = "2026-11-29T09:14:02Z"
