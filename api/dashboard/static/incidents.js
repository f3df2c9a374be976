// The list: rows that change where they stand, news that wait until they are wanted, and the keyboard.
(() => {
  "use strict";
  const list = document.getElementById("list"), news = document.getElementById("news");
  const fresh = document.querySelector("[data-fresh]"), bulk = document.getElementById("bulk");
  const title = document.title, waiting = new Map();
  const rows = () => [...list.querySelectorAll("tr[data-id]")];
  const row = (id) => list.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  const word = (text) => text.charAt(0) + text.slice(1).toLowerCase();
  const write = (element, text) => { if (element && element.textContent !== text) { element.textContent = text; return true; } return false; };

  const markRecovering = (tags, recovering) => {
    const tag = tags.querySelector("[data-recovering]");
    if (!recovering) { tag?.remove(); return; }
    if (tag) return;
    const made = Object.assign(document.createElement("span"), {className: "tag", textContent: "recovering"});
    made.dataset.recovering = "";
    tags.append(made);
  };

  // News of a row that is shown change it in place: nothing moves.
  const change = (tr, ticket) => {
    let changed = write(tr.querySelector("[data-count]"), ticket.occurrences.toLocaleString("en-US"));
    for (const status of tr.querySelectorAll("[data-status]")) {
      changed = write(status, word(ticket.status)) || changed;
      if (status.classList.contains("status")) status.className = `status ${ticket.status.toLowerCase()}`;
    }
    const severity = tr.querySelector(".severity");
    changed = write(severity.firstElementChild, word(ticket.severity)) || changed;
    severity.className = `severity ${ticket.severity.toLowerCase()}`;
    markRecovering(tr.querySelector(".tags"), ticket.recovering);
    const seen = tr.querySelector("time");
    if (seen.dateTime < ticket.last_seen) { seen.dateTime = ticket.last_seen; seen.textContent = "now"; }
    if (changed) { tr.classList.remove("changed"); requestAnimationFrame(() => tr.classList.add("changed")); }
  };
  const flush = () => {
    const batch = [...waiting.values()];
    waiting.clear();
    let unseen = false;
    for (const ticket of batch) {
      const tr = row(ticket.incident_id);
      if (tr) change(tr, ticket); else unseen = true;
    }
    if (unseen) look();
  };
  news.addEventListener("ticket", (event) => {
    const ticket = JSON.parse(event.detail.data);
    if (!waiting.size) setTimeout(flush, 250);
    waiting.set(ticket.incident_id, ticket);
  });
  news.addEventListener("reset", () => look(true));

  // News of other incidents: what would stand here now is fetched aside, at most every three seconds.
  let timer = null, last = 0, found = null;
  const look = (again = false, wait = 3_000) => {
    if (timer) return;
    timer = setTimeout(async () => {
      timer = null; last = Date.now();
      const asked = location.href;
      const answer = await fetch(asked, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (asked !== location.href) return look(again);
      // A server that is busy or away is asked again: the news that led here are not told twice.
      if (!answer || answer.status === 429 || answer.status >= 500) return look(again, 5_000);
      if (!answer.ok || answer.status === 204) return;
      found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      const ids = [...found.querySelectorAll("tr[data-id]")].map((tr) => tr.dataset.id);
      const unknown = ids.filter((id) => !row(id)).length;
      if (again && !unknown) return show();
      offer(unknown);
    }, Math.max(300, wait - (Date.now() - last)));
  };
  const offer = (count) => {
    document.title = count ? `(${count}) ${title}` : title;
    fresh.hidden = !count;
    if (!count) return;
    write(fresh, count === 1 ? "1 new incident: show it" : `${count} new incidents: show them`);
    if (untouched()) show();
  };
  // Somebody who reads, points or selects is not disturbed; a screen on the wall shows everything by itself.
  let touched = 0;
  for (const name of ["pointermove", "pointerdown", "keydown", "wheel"]) addEventListener(name, () => { touched = Date.now(); }, { passive: true });
  const untouched = () => Date.now() - touched > 30_000 && scrollY < 40 && !picked().length && !list.contains(document.activeElement);
  const show = () => {
    if (!found) return;
    const focused = document.activeElement?.closest?.("tr[data-id]")?.dataset.id, kept = new Set(picked());
    const before = new Set(rows().map((tr) => tr.dataset.id));
    list.replaceChildren(...found.childNodes);
    found = null;
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    for (const tr of rows()) {
      if (!before.has(tr.dataset.id)) tr.classList.add("changed");
      const box = tr.querySelector("input");
      if (box) box.checked = kept.has(tr.dataset.id);
    }
    if (focused) row(focused)?.querySelector(".title").focus();
    count();
    offer(0);
  };
  // What other filters found takes the place of all that is shown.
  window.showFound = (text) => {
    found = new DOMParser().parseFromString(text, "text/html").body;
    list.replaceChildren(...found.childNodes);
    found = null;
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    count();
    offer(0);
  };
  fresh.addEventListener("click", () => { show(); rows()[0]?.querySelector(".title").focus(); });

  // Acts on several: as many as one note can take back.
  const MOST = 50;
  const picked = () => [...list.querySelectorAll("input[name=id]:checked")].map((box) => box.value);
  const count = () => {
    if (!bulk) return;
    const chosen = picked().length, every = list.querySelector("[data-all]");
    bulk.hidden = !chosen;
    write(bulk.querySelector("[data-picked]"), String(chosen));
    bulk.querySelector("[data-too-many]").hidden = chosen <= MOST;
    for (const button of bulk.querySelectorAll("button[name=act]")) button.disabled = chosen > MOST;
    if (every) { every.checked = !!chosen && chosen === rows().length; every.indeterminate = !!chosen && !every.checked; }
  };
  let lastBox = null;
  list.addEventListener("click", (event) => {
    const box = event.target.closest?.("input[name=id]");
    if (!box) return;
    const boxes = rows().map((tr) => tr.querySelector("input[name=id]")), ends = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && ends[0] >= 0) boxes.slice(ends[0], ends[1] + 1).forEach((each) => { each.checked = box.checked; });
    lastBox = box;
  });
  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const tr of rows()) tr.querySelector("input[name=id]").checked = event.target.checked;
    count();
  });
  document.querySelector("[data-unpick]")?.addEventListener("click", () => {
    list.querySelectorAll("input:checked").forEach((box) => { box.checked = false; });
    count();
  });
  addEventListener("pageshow", count);

  // An acknowledgement from here, and the way back.
  const told = document.querySelector("[data-told]"), giveBack = document.querySelector("[data-give-back]");
  const act = async (id, name) => {
    const body = new URLSearchParams({ form_token: bulk.elements.form_token.value });
    const answer = await fetch(`/ui/incidents/${id}/${name}`, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    const failed = { 204: "you are signed out: reload the page", 409: "it is open no more", 0: "the server did not answer" }[answer?.status ?? 0];
    const done = answer?.ok && answer.status !== 204, tr = row(id);
    if (done && tr) change(tr, await answer.json());
    const titled = tr?.querySelector(".title").textContent.slice(0, 60) ?? id;
    const said = { acknowledge: "Acknowledged", "give-back": "Given back" }[name];
    told.textContent = done ? `${said}: ${titled}` : `Not done: ${failed ?? `the server answered ${answer.status}`}.`;
    giveBack.hidden = !(done && name === "acknowledge");
    giveBack.dataset.id = id;
  };
  giveBack.addEventListener("click", () => act(giveBack.dataset.id, "give-back"));

  // Keyboard.
  const current = () => document.activeElement?.closest?.("tr[data-id]");
  const step = (by) => {
    const all = rows(), at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.querySelector(".title").focus();
    next?.scrollIntoView({ block: "nearest" });
    return true;
  };
  // An incident's page leads back to this list, and to the neighbours that it had here.
  addEventListener("pagehide", () => {
    try { sessionStorage.setItem("list", JSON.stringify({ address: location.pathname + location.search, ids: rows().map((tr) => tr.dataset.id) })); } catch { /* a browser that keeps nothing */ }
  });
  const mine = (then) => () => { const tr = current(); if (tr) then(tr, tr.querySelector(".title").pathname); return !!tr; };
  window.pageKeys = {
    j: () => step(1),
    k: () => step(-1),
    x: mine((tr) => { const box = tr.querySelector("input"); if (box) { box.checked = !box.checked; count(); } }),
    r: mine((tr, path) => { location.href = `${path}#resolve`; }),
    c: mine((tr, path) => { location.href = `${path}#comment`; }),
    ".": () => { if (!fresh.hidden) fresh.click(); return true; },
    a: mine((tr) => { if (bulk) act(tr.dataset.id, "acknowledge"); }),
  };
})();
