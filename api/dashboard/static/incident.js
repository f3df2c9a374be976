// One incident: its facts stay fresh, and what somebody reads or writes is left alone.
(() => {
  "use strict";
  const news = document.getElementById("news");
  let timer = null;
  const busy = (part) => {
    const chosen = getSelection();
    return part.contains(document.activeElement) || (!chosen.isCollapsed && part.contains(chosen.anchorNode));
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
        part?.replaceWith(fresh);
      }
      document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    }, soon ? 1_000 : 5_000);
  };
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
