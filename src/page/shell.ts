/** The page itself: what does not move, its style and its script, each under a path of its own so that no policy has an exception. */
import { HEAT_LEVELS } from '../view/text/heat.js';
import { Html, html } from './html.js';
import { PageColumns } from './rows.js';

/** Nothing from elsewhere, nothing inline, in no frame. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Not in the template: the bundler rewrites tagged templates that hold the end of a script. */
const SCRIPT = new Html('<script src="/page.js" defer></script>');

/** In the browser's tab: four bars. */
export const PAGE_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1a1d21"/><path d="M2 10h2v4H2z" fill="#7cc08a"/><path d="M5.300 7h2v7h-2z" fill="#7cc08a"/><path d="M8.600 5h2v9h-2z" fill="#e3b860"/><path d="M12 2h2v12h-2z" fill="#ee8055"/></svg>`;

/** Charts are filled by height in the colours of busyness; over a short way, as an edge would look torn. */
const HEAT_STOPS = [
  ['high', 1],
  ['high', HEAT_LEVELS.high],
  ['middle', HEAT_LEVELS.middle],
  ['low', HEAT_LEVELS.middle / 2],
] as const;

/**
 * @param program version of this gpu-top
 * @param parts of the newest sample by their element's id, so that there is something to see at once, without a script too; null: there is none
 */
export function pageHtml(program: string, parts: ReadonlyMap<string, string> | null): string {
  const part = (id: string): Html => new Html(parts?.get(id) ?? '');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>gpu-top</title>
        <link rel="icon" href="/page.svg" />
        <link rel="stylesheet" href="/page.css" />
        ${SCRIPT}
      </head>
      <body data-version="${program}">
        <svg class="defs" aria-hidden="true">
          <linearGradient id="heat" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="100">
            ${HEAT_STOPS.map(([look, at]) => html`<stop class="heat-${look}" offset="${(1 - at).toFixed(3)}" />`)}
          </linearGradient>
        </svg>
        <header>
          <h1>gpu-top</h1>
          <div id="title">${parts === null ? 'waiting for the first sample' : part('title')}</div>
          <div id="state" role="status"></div>
          <div id="clock"></div>
        </header>
        <main>
          <div id="devices">${part('devices')}</div>
          <div class="table">
            <table>
              <thead>
                <tr>
                  ${COLUMNS.map(headOf)}
                </tr>
              </thead>
              <tbody id="rows">
                ${part('rows')}
              </tbody>
            </table>
          </div>
          <section id="last">
            <h2>Last minute</h2>
            <div id="minute">${part('minute')}</div>
          </section>
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

const COLUMNS = new PageColumns(false).all;

/** As the rows come: the busiest first. */
function headOf({ key, title, down, isNumber }: (typeof COLUMNS)[number]): Html {
  const sorted = key === 'busy' ? new Html(' aria-sort="descending"') : null;
  const way = down ? new Html(' data-down=""') : null;
  return html`<th scope="col" class="${key}${isNumber ? ' n' : ''}" ${way}${sorted}><button type="button">${title}</button></th>`;
}
