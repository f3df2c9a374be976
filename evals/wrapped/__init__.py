"""The golden texts in everything that collectors, platforms, people and monitors put around a text.

`wrappers` surround a program's text; `notifications` are what a sender makes of what somebody tells it. No wrapper may
change what a text is, and no sender may change whether two texts are one problem: `verdicts` counts both.
"""
