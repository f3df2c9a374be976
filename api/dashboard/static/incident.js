// One incident: its facts stay fresh, and what somebody reads or writes is left alone.
(() => {
  "use strict";
  const news = document.getElementById("news");
  let timer = null;
  const busy = (part) => {
    const chosen = getSelection();
    const written = [...part.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
    return written || part.contains(document.activeElement) || (!chosen.isCollapsed && part.contains(chosen.anchorNode));
  };
  const refresh = (soon = true) => {
    if (timer) return;
    timer = setTimeout(async () => {
      timer = null;
      const answer = await fetch(location.pathname, { headers: { "HX-Request": "true" } }).catch(() => null);
      // A server that is busy or away is asked again: the news that led here are not told twice.
      if (!answer || answer.status === 429 || answer.status >= 500) return refresh(false);
      if (!answer.ok || answer.status === 204) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const fresh of found.querySelectorAll("[data-part]")) {
        const part = document.getElementById(fresh.id);
        if (part && busy(part)) { refresh(false); continue; }
        // What is unfolded stays so: by its place among what can be unfolded, if there is as much of it.
        const [old, now] = [part, fresh].map((each) => [...(each?.querySelectorAll("details") ?? [])]);
        if (old.length === now.length) now.forEach((each, at) => { each.open = old[at].open; });
        part?.replaceWith(fresh);
      }
      document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    }, soon ? 1_000 : 5_000);
  };
  // Back to the list as it was filtered, and with j and k to the neighbours that it had there.
  const kept = (() => { try { return JSON.parse(sessionStorage.getItem("list")); } catch { return null; } })();
  if (kept?.address?.startsWith("/ui/")) for (const link of document.querySelectorAll("[data-back]")) link.setAttribute("href", kept.address);
  const go = (by) => () => {
    const at = kept?.ids?.indexOf(document.querySelector("[data-incident]").dataset.incident) ?? -1, next = at < 0 ? null : kept.ids[at + by];
    if (next) location.assign(`/ui/incidents/${encodeURIComponent(next)}`);
    return at >= 0;
  };
  window.pageKeys = { j: go(1), k: go(-1) };
  news.addEventListener("ticket", () => refresh());
  news.addEventListener("reset", () => refresh());
  // The list's keys r and c lead here.
  const wanted = { "#resolve": "resolve", "#comment": "comment" }[location.hash];
  if (wanted) {
    const field = document.querySelector(`[data-key="${wanted}"]`);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  }
})();
