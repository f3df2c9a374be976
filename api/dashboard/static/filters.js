// The filters: a choice shows at once, without a new page, and the address says what is shown.
(() => {
  "use strict";
  const form = document.getElementById("filters"), list = document.getElementById("list");
  const failed = document.querySelector("[data-failed]"), clear = document.querySelector("[data-clear]");
  const said = () => {
    const fields = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
    return new URLSearchParams(fields.filter(([name, value]) => value && !(name === "sort" && value === "newest")));
  };
  let asked = 0;
  const load = async () => {
    const mine = ++asked, fields = said(), address = `/ui/${fields.size ? `?${fields}` : ""}`;
    list.setAttribute("aria-busy", "true");
    failed.hidden = true;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = answer && answer.status !== 204 && answer.status < 500 && answer.status !== 429 ? await answer.text().catch(() => null) : null;
    if (mine !== asked) return;
    list.removeAttribute("aria-busy");
    if (answer?.status === 204) { location.assign(address); return; }
    if (text === null) { failed.hidden = false; return; }
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    window.showFound(text);
    clear.hidden = ![...fields.keys()].some((name) => name !== "sort" && name !== "rows");
    const back = document.querySelector("#bulk input[name=back]");
    if (back) back.value = address;
  };
  let timer = null;
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(load, wait); };
  form.addEventListener("input", (event) => { if (event.target.matches("input")) soon(350); });
  form.addEventListener("change", (event) => { if (event.target.matches("select")) soon(0); });
  form.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });
  document.querySelector("[data-retry]").addEventListener("click", () => soon(0));
  list.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-sort]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.elements.sort.value = link.dataset.sort;
    load().then(() => list.querySelector(`[data-sort="${link.dataset.sort}"]`)?.focus());
  });
  addEventListener("popstate", () => location.reload());

  // On a narrow screen only the first filters stand there at once.
  const more = document.querySelector("[data-more]");
  const unfold = (open) => {
    form.classList.toggle("all", open);
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? "Fewer" : "More …";
  };
  more.addEventListener("click", () => unfold(!form.classList.contains("all")));
  unfold(form.classList.contains("all"));
})();
