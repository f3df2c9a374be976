"""Bodies as monitors, pagers, chats and clouds post them, made from a component, its trouble and whether it lasts."""

from collections.abc import Callable

from evals.wrapped.notifications.clouds import azure, bus_event, cloud_alarm, cluster_event, gcp, kubernetes
from evals.wrapped.notifications.messages import (
    adaptive_card,
    coded_mail,
    discord,
    html_mail,
    mail,
    slack,
    slack_blocks,
    teams,
)
from evals.wrapped.notifications.monitors import (
    alertmanager,
    checkmk,
    datadog,
    grafana_legacy,
    kibana,
    newrelic,
    ping,
    sensu,
    splunk,
    uptime,
    zabbix,
    zabbix_json,
)
from evals.wrapped.notifications.pagers import incident, on_call, opsgenie, pagerduty, problem

Notification = Callable[[str, str, bool], str]

WITH_STATE: tuple[Notification, ...] = (
    alertmanager, grafana_legacy, checkmk, pagerduty, opsgenie, cloud_alarm, azure, newrelic, datadog, uptime, slack,
    slack_blocks, teams, sensu, gcp, splunk, mail, coded_mail, html_mail, zabbix, incident, on_call, problem, ping,
    kibana, zabbix_json, discord, adaptive_card,
    bus_event,
)  # fmt: skip
ALL: tuple[Notification, ...] = (*WITH_STATE, kubernetes, cluster_event)
