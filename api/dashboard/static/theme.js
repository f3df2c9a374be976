// Runs before the page is painted, so that no light flashes at night and nothing folds away under somebody's eyes.
(() => {
  document.documentElement.classList.add("scripted");
  const kept = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
})();
