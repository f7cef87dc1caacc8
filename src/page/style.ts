/** How the page looks: the colours of the screen's themes, and one layout for a desk and for a phone. */
import { HEAT_LEVELS } from '../view/text/heat.js';
import { DARK, LIGHT, type Palette } from '../view/text/palettes.js';

interface Ground {
  readonly text: string;
  readonly back: string;
  readonly box: string;
  readonly rail: string;
}

function colours({ dim, low, middle, high, full, memory, warning, marked }: Palette, { text, back, box, rail }: Ground): string {
  const own = { text, back, box, rail };
  const tones = { dim, low, middle, high, full, memory, warning, marked };
  const all = [...Object.entries(own), ...Object.entries(tones).map(([name, { rgb }]) => [name, rgb] as const)];
  return `:root { ${all.map(([name, rgb]) => `--${name}: ${rgb};`).join(' ')} }`;
}

const DARK_GROUND: Ground = { text: '#d8dbe0', back: '#131518', box: '#1a1d21', rail: '#2c3138' };
const LIGHT_GROUND: Ground = { text: '#1c1f24', back: '#f7f8f9', box: '#ffffff', rail: '#e3e6ea' };
const percentOf = (level: number): string => `${Math.round((1 - level) * 100)}%`;

export const PAGE_CSS = `:root { color-scheme: light dark; }
${colours(LIGHT, LIGHT_GROUND)}
@media (prefers-color-scheme: dark) { ${colours(DARK, DARK_GROUND)} }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0.9rem; max-width: 110rem; font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; color: var(--text); background: var(--back); font-variant-numeric: tabular-nums; }
h1, h2 { margin: 0; font-size: 1rem; }
p, figure { margin: 0; }
i { font-style: normal; color: var(--dim); }
a { color: var(--memory); }
header { display: flex; flex-wrap: wrap; gap: 0 1.2rem; align-items: baseline; }
#title > * { margin-right: 1rem; white-space: nowrap; }
#title .warning { color: var(--warning); }
#clock { margin-left: auto; color: var(--dim); }
#state { color: var(--warning); font-weight: bold; }
#state:empty { display: none; }
body.stale main { opacity: 0.45; }
#devices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 23rem), 1fr)); gap: 0.8rem; margin: 0.8rem 0; }
.device, .table, #last { background: var(--box); border: 1px solid var(--rail); border-radius: 6px; padding: 0.6rem 0.8rem; min-width: 0; }
.device { display: flex; flex-direction: column; gap: 0.4rem; }
h2 small { font-size: inherit; font-weight: normal; color: var(--dim); }
h2 small + small:not(:empty)::before { content: "· "; }
.facts { color: var(--dim); min-height: 1.5em; }
.facts span { white-space: nowrap; }
.facts span:not(:last-child)::after { content: " ·"; }
figure { display: grid; grid-template-columns: max-content 1fr; gap: 0 0.5rem; }
.scale { display: flex; flex-direction: column; justify-content: space-between; align-items: flex-end; }
.scale, figcaption { font-size: 0.8rem; line-height: 1; color: var(--dim); }
.chart { width: 100%; height: 5rem; border-bottom: 1px solid var(--rail); background: linear-gradient(var(--rail) 0 0) 0 0 / 100% 1px no-repeat, linear-gradient(var(--rail) 0 0) 0 50% / 100% 1px no-repeat; overflow: hidden; }
figcaption { grid-column: 2; display: flex; justify-content: space-between; margin-top: 0.3rem; }
.key { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.4em; border-radius: 1px; }
.key.busy { background: linear-gradient(var(--high) 0 ${percentOf(HEAT_LEVELS.high)}, var(--middle) 0 ${percentOf(HEAT_LEVELS.middle)}, var(--low) 0); }
.key.memory { height: 0.2em; margin-bottom: 0.25em; background: var(--memory); margin-left: 0.8em; }
.area { fill: url(#heat); opacity: 0.8; }
stop.heat-low { stop-color: var(--low); } stop.heat-middle { stop-color: var(--middle); } stop.heat-high { stop-color: var(--high); }
.defs { position: absolute; width: 0; height: 0; }
.line { fill: none; stroke: var(--memory); stroke-width: 1.5px; vector-effect: non-scaling-stroke; }
.meters { display: grid; grid-template-columns: minmax(3rem, max-content) 1fr max-content; gap: 0 0.7rem; align-items: center; }
.meter { display: contents; }
.meter span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 11rem; }
.meter b { font-weight: normal; text-align: right; white-space: nowrap; }
.bar { display: block; width: 100%; height: 0.65em; background: var(--rail); border-radius: 1px; }
.bar.none { background: none; }
.bar rect { height: 100%; }
.low { fill: var(--low); } .middle { fill: var(--middle); } .high { fill: var(--high); } .memory { fill: var(--memory); }
.free { grid-column: 1 / -1; text-align: right; }
.table { padding: 0.3rem 0; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; padding: 0; border-bottom: 1px solid var(--rail); }
th.n { text-align: right; }
th button { all: unset; box-sizing: border-box; cursor: pointer; padding: 0.1rem 0.55rem 0.3rem; font-weight: bold; color: var(--dim); white-space: nowrap; }
th button:hover, th[aria-sort] button { color: var(--text); }
th button:focus-visible { outline: 2px solid var(--memory); }
th[aria-sort=descending] button::after { content: " \\25be"; } th[aria-sort=ascending] button::after { content: " \\25b4"; }
td { padding: 0.05rem 0.55rem; white-space: nowrap; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; }
td.n { text-align: right; }
td.command { width: 100%; min-width: 11rem; max-width: 0; }
td.engines, th.engines { text-align: left; }
td.busy .bar { display: inline-block; width: 4.5rem; margin-right: 0.6rem; }
td.busy span { display: inline-block; min-width: 12ch; text-align: left; white-space: pre; }
tr.new td { color: var(--marked); }
tr.ended, .ended, tr.ended b { color: var(--dim); }
tr.ended .bar rect { fill: var(--dim); }
tbody tr:hover { background: var(--rail); }
#last { margin-top: 0.8rem; }
ul { margin: 0.2rem 0 0; padding: 0; list-style: none; columns: 30rem auto; }
li { break-inside: avoid; }
footer, #notes { color: var(--dim); margin-top: 0.8rem; }
@media (max-width: 52rem) {
  body { padding: 0.5rem; }
  main { display: flex; flex-direction: column; }
  .table { order: -1; margin-top: 0.5rem; max-height: 65vh; overflow-y: auto; }
  .chart { height: 3.2rem; }
  .quiet, .quiet > * { display: none; }
  thead tr { display: flex; flex-wrap: wrap; }
  th { border: 0; }
  th.pid, th.user, th.cpu, th.time, td.pid, td.user, td.cpu, td.time { display: none; }
  table, tbody { display: block; }
  tbody tr { display: flex; flex-wrap: wrap; gap: 0 0.7rem; padding: 0.25rem 0.6rem; border-top: 1px solid var(--rail); }
  tbody tr::after { content: ""; order: 1; flex-basis: 100%; }
  td { padding: 0; min-width: 0; }
  td.command { flex: 1 1 0; width: auto; min-width: 0; max-width: none; order: -1; }
  td.dev, td.busy { order: 0; }
  td.unit { order: 2; flex: 1 1 0; max-width: none; color: var(--dim); }
  td.engines, td.mem { order: 3; }
  td.engines { color: var(--dim); }
  td.mem { min-width: 5.2rem; }
  ul { columns: auto; }
}
`;
