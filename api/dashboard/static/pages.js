// What every page does: times that stay fresh, the theme, copy buttons, the keyboard's help, forms that are sent once.
(() => {
  "use strict";
  const root = document.documentElement;

  // Times: relative in the text, exact and in the reader's own zone on hover.
  const zone = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const age = (seconds) => {
    if (seconds < 1) return "now";
    for (const [limit, unit, word] of [[60, 1, "s"], [3600, 60, "m"], [86400, 3600, "h"]])
      if (seconds < limit) return `${Math.floor(seconds / unit)}${word} ago`;
    return `${Math.floor(seconds / 86400)}d ago`;
  };
  const tell = (time) => {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) return;
    const exact = zone.format(at);
    if (time.title !== exact) time.title = exact;
    const shown = "age" in time.dataset ? age((Date.now() - at) / 1000) : exact;
    if (time.textContent !== shown) time.textContent = shown;
  };
  const refresh = (within = document) => within.querySelectorAll("time[data-age], time[data-exact]").forEach(tell);
  refresh();
  setInterval(refresh, 10_000);
  document.addEventListener("htmx:after:swap", () => refresh());

  // Theme: automatic, light, dark.
  const themeSwitch = document.querySelector("[data-theme-switch]");
  const themes = ["automatic", "light", "dark"];
  const showTheme = () => { themeSwitch.querySelector("span").textContent = root.dataset.theme || "automatic"; };
  themeSwitch?.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme || "automatic") + 1) % themes.length];
    if (next === "automatic") delete root.dataset.theme; else root.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* a browser that keeps nothing */ }
    showTheme();
  });
  if (themeSwitch) showTheme();
  // Paper is light; charts are drawn anew for it.
  let screen;
  addEventListener("beforeprint", () => { screen = root.dataset.theme; root.dataset.theme = "light"; });
  addEventListener("afterprint", () => { if (screen) root.dataset.theme = screen; else delete root.dataset.theme; });

  // Copy buttons: what stands in the block beside them.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy], [data-copy-address]");
    if (!button || button.dataset.said) return;
    const address = "copyAddress" in button.dataset;
    const text = address ? location.origin + location.pathname : button.parentElement.querySelector("pre, code, [data-text]").textContent;
    button.dataset.said = button.textContent;
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; }
    catch { button.textContent = address ? "Copy it from above" : "Select and copy"; }
    setTimeout(() => { button.textContent = button.dataset.said; delete button.dataset.said; }, 2500);
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "yes";
    if (form.method === "get") for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form").forEach((form) => {
      delete form.dataset.sent;
      for (const field of form.elements) field.disabled = false;
    });
  });

  // A note tells once: a reload does not tell it again.
  const here = new URL(location.href);
  if (here.searchParams.has("note")) {
    here.searchParams.delete("note");
    history.replaceState(history.state, "", here);
  }

  // Keyboard.
  const help = document.getElementById("keys");
  document.querySelector("[data-help]")?.addEventListener("click", () => help?.showModal());
  const writes = (element) => element.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  const focus = (name) => {
    const field = document.querySelector(`[data-key="${name}"]`);
    if (!field) return false;
    field.closest("details")?.setAttribute("open", "");
    field.focus();
    field.scrollIntoView({ block: "center" });
    return true;
  };
  const press = (name) => { const button = document.querySelector(`[data-press="${name}"]`); button?.click(); return !!button; };
  const keys = {
    "?": () => { help?.showModal(); return !!help; },
    "/": () => { const search = document.querySelector("[data-search]"); search?.focus(); search?.select(); return !!search; },
    u: () => { const back = document.querySelector("[data-back]"); back?.click(); return !!back; },
    a: () => press("acknowledge"),
    r: () => focus("resolve"),
    c: () => focus("comment"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && writes(event.target)) { event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (writes(event.target)) return;
    const own = window.pageKeys?.[event.key] ?? keys[event.key];
    if (own?.(event)) event.preventDefault();
  });

  // A stream that has not said that it lives for a while is dead, whatever the network believes: begin anew.
  const news = document.getElementById("news");
  if (news) {
    const state = document.querySelector("[data-live]");
    const show = (on) => {
      if (!state) return;
      state.classList.toggle("off", !on);
      const said = on ? "live" : "not live: trying again";
      if (state.textContent !== said) state.textContent = said;
    };
    const LONGEST_QUIET = 40_000, SECOND_TRY = 3_000;
    let connection = null, heard = Date.now();
    // htmx begins by itself as soon as it can, which may be before its extension is there; and a page's own script,
    // which hears the news, comes after this one. So the stream begins when all have loaded, and not by an attribute.
    const begin = () => htmx.ajax("GET", news.dataset.news, { source: news, timeout: 20_000 });
    document.addEventListener("DOMContentLoaded", begin);
    for (const name of ["ready", "alive", "ticket", "reset"]) news.addEventListener(name, () => { heard = Date.now(); show(true); });
    document.addEventListener("htmx:sse:after:connection", (event) => { connection = event.detail.connection; heard = Date.now(); });
    for (const name of ["htmx:sse:error", "htmx:sse:close", "htmx:error", "htmx:response:error"]) document.addEventListener(name, () => {
      show(false);
      // A stream that never began is not tried again by anybody else.
      if (!news._htmx?.sse) heard = Math.min(heard, Date.now() - LONGEST_QUIET + SECOND_TRY);
    });
    setInterval(() => {
      if (document.hidden || Date.now() - heard < LONGEST_QUIET) return;
      show(false);
      heard = Date.now();
      if (connection?.reader) connection.reader.cancel();
      else if (!news._htmx?.sse) begin();
    }, 1_000);
  }
})();
