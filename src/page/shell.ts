/** The page itself: what does not move, its style and its script, each under a path of its own so that no policy has an exception. */
import { Html, html } from './html.js';
import type { Parts } from './render.js';

/** Nothing from elsewhere, nothing inline, in no frame. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const COLUMNS = ['PID', 'USER', 'GPU', 'BUSIEST', 'ENGINES', 'MEMORY', 'COMMAND', 'UNIT', 'CPU', 'TIME+'];

/** Not in the template: the bundler rewrites tagged templates that hold the end of a script. */
const SCRIPT = new Html('<script src="/page.js" defer></script>');

/**
 * @param program version of this gpu-top
 * @param parts of the newest sample, so that there is something to see at once, without a script too; null: there is none
 */
export function pageHtml(program: string, parts: Parts | null): string {
  const part = (id: keyof Parts): Html => new Html(parts?.[id] ?? '');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>gpu-top</title>
        <link rel="stylesheet" href="/page.css" />
        ${SCRIPT}
      </head>
      <body>
        <header>
          <h1>gpu-top</h1>
          <p id="title">${parts === null ? 'waiting for the first sample' : part('title')}</p>
        </header>
        <main>
          <div id="devices">${part('devices')}</div>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  ${COLUMNS.map((name, at) => html`<th><button type="button" data-column="${at}">${name}</button></th>`)}
                </tr>
              </thead>
              <tbody id="rows">
                ${part('rows')}
              </tbody>
            </table>
          </div>
          <div id="minute">${part('minute')}</div>
          <div id="notes">${part('notes')}</div>
        </main>
        <footer>
          gpu-top ${program} · <a href="/metrics">/metrics</a> for Prometheus · <a href="/snapshot">/snapshot</a> as JSON ·
          <a href="/healthz">/healthz</a> · <a href="/readyz">/readyz</a> · a dash means that nothing is known
        </footer>
        <noscript><p>Without scripts this page shows the moment at which it was loaded.</p></noscript>
      </body>
    </html> `.text;
}

export const PAGE_CSS = `:root { color-scheme: light dark; --text: #1c1f24; --dim: #667; --back: #fbfbfc; --rail: #e4e6ea; --low: #2f9e5b; --middle: #c98a00; --high: #d0342c; --line: #3b6fd4; }
@media (prefers-color-scheme: dark) { :root { --text: #d8dbe0; --dim: #8b919c; --back: #15171a; --rail: #2a2e34; --low: #46b96f; --middle: #e2b03a; --high: #f0625a; --line: #7aa7ff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 0.8rem; font: 14px/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; color: var(--text); background: var(--back); }
header { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; align-items: baseline; }
h1, h2 { margin: 0; font-size: 1rem; }
h2 small { font-weight: normal; color: var(--dim); }
p { margin: 0.2rem 0; }
#title, .facts, .axis, .free, footer, #notes, i { color: var(--dim); }
#devices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0.8rem; margin: 0.8rem 0; }
.device { border: 1px solid var(--rail); border-radius: 6px; padding: 0.6rem; min-width: 0; }
.facts span + span::before { content: " · "; }
.chart { width: 100%; height: 60px; display: block; background: linear-gradient(var(--rail) 1px, transparent 1px) 0 0 / 100% 50%; }
.area { fill: var(--low); opacity: 0.55; }
.line { fill: none; stroke: var(--line); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.axis { display: flex; justify-content: space-between; font-size: 0.75rem; }
.meter { display: grid; grid-template-columns: minmax(0, 9rem) 1fr minmax(4.5rem, max-content); gap: 0.6rem; align-items: center; }
.meter span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.meter b { font-weight: normal; text-align: right; white-space: nowrap; }
td .meter { grid-template-columns: 0 4rem 4rem; gap: 0.4rem; }
.bar { width: 100%; height: 0.6rem; }
.rail { fill: var(--rail); } .low { fill: var(--low); } .middle { fill: var(--middle); } .high { fill: var(--high); }
.free { text-align: right; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; border-bottom: 1px solid var(--rail); }
th button { all: unset; cursor: pointer; padding: 0.2rem 0.5rem; font-weight: bold; }
th button:focus-visible { outline: 2px solid var(--line); }
td { padding: 0.1rem 0.5rem; white-space: nowrap; }
td.n { text-align: right; }
td.engines, td.unit { max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
td.command { max-width: 20rem; overflow: hidden; text-overflow: ellipsis; }
tr.new td { box-shadow: inset 0 -1px var(--line); }
tbody tr:hover { background: var(--rail); }
.ended { color: var(--dim); }
ul { margin: 0.2rem 0; padding-left: 1.2rem; }
footer { margin-top: 1rem; font-size: 0.8rem; }
a { color: var(--line); }
body.stale main { opacity: 0.5; }
@media (max-width: 40rem) { th:nth-child(2), td:nth-child(2), th:nth-child(9), td:nth-child(9), th:nth-child(10), td:nth-child(10) { display: none; } }
`;

/** Puts the parts where they belong, keeps the order that was asked for, and says when nothing comes any more. */
export const PAGE_JS = `'use strict';
const rows = document.getElementById('rows');
let column = null;
let down = true;
const valueOf = (row) => {
  const cell = row.cells[column];
  return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
};
const sort = () => {
  if (column === null) return;
  const sorted = [...rows.rows].sort((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    return typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true });
  });
  rows.append(...(down ? sorted.reverse() : sorted));
};
for (const button of document.querySelectorAll('th button'))
  button.addEventListener('click', () => {
    const chosen = Number(button.dataset.column);
    down = chosen === column ? !down : rows.rows[0]?.cells[chosen]?.dataset.v !== undefined;
    column = chosen;
    for (const each of document.querySelectorAll('th button')) each.textContent = each.textContent.replace(/ [\\u25b4\\u25be]$/, '');
    button.textContent += down ? ' \\u25be' : ' \\u25b4';
    sort();
  });
const events = new EventSource('/live');
let timer = 0;
events.addEventListener('message', ({ data }) => {
  for (const [id, text] of Object.entries(JSON.parse(data))) document.getElementById(id).innerHTML = text;
  sort();
  document.body.classList.remove('stale');
  clearTimeout(timer);
  timer = setTimeout(() => document.body.classList.add('stale'), 10000);
});
events.addEventListener('error', () => document.body.classList.add('stale'));
`;
