// Charts of the figures, and the reader's own time zone at a press.
(() => {
  "use strict";
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = document.querySelector("[data-zone]"), take = document.querySelector("[data-own-zone]");
  if (zone && take && own && zone.value !== own) {
    take.textContent = `Use ${own}`;
    take.classList.add("shown");
    take.addEventListener("click", () => { zone.value = own; zone.form.requestSubmit(); });
  }

  // Colours are those of the sheet, as the theme has them now.
  const style = (name) => {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const LINES = ["--own", "--high", "--good"], HEIGHT = 215;
  const drawn = new Map();
  const draw = (place) => {
    drawn.get(place)?.destroy();
    const said = JSON.parse(place.dataset.chart);
    const axis = { stroke: style("--soft"), grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line"), width: 1 } };
    const series = said.names.map((label, at) => {
      const colour = style(LINES[at]);
      return { label, stroke: colour, width: 2, fill: said.names.length === 1 ? `color-mix(in srgb, ${colour} 25%, transparent)` : undefined,
        paths: said.names.length === 1 ? uPlot.paths.bars({ size: [0.9, 60], align: 1 }) : undefined, points: { show: said.names.length > 1 && said.columns[0].length < 60, size: 5 } };
    });
    // The first bucket may begin late, as its range does: it is drawn as wide as the others, which are as wide as it allows.
    const starts = [...said.columns[0]], step = starts.length > 1 ? starts.at(-1) - starts.at(-2) : 3600;
    if (starts.length > 2) starts[0] = Math.min(starts[0], starts[1] - step);
    const day = new Intl.DateTimeFormat(undefined, { timeZone: said.zone, month: "short", day: "numeric" });
    const hour = new Intl.DateTimeFormat(undefined, { timeZone: said.zone, hour: "2-digit", minute: "2-digit" });
    const far = starts.at(-1) - starts[0] > 172800;
    const named = (seconds) => (far ? day : hour).format(new Date(seconds * 1000));
    drawn.set(place, new uPlot({
      width: Math.max(200, place.clientWidth), height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), said.zone),
      scales: { x: { range: (_, low, high) => [low, high + step] }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] } },
      axes: [{ ...axis, values: (_, splits) => splits.map(named) }, { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7] }],
      series: [{ label: "From", value: (_, at) => (at === null ? "–" : `${day.format(new Date(at * 1000))} ${hour.format(new Date(at * 1000))}`) }, ...series],
    }, [starts, ...said.columns.slice(1)], place));
  };
  const places = [...document.querySelectorAll("[data-chart]")];
  const all = () => places.forEach(draw);
  all();
  new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) drawn.get(target)?.setSize({ width: Math.max(200, target.clientWidth), height: HEIGHT });
  });
  places.forEach((place) => sizes.observe(place));
})();
