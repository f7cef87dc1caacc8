/** Which format of /metrics a reader wants, by its header `Accept` (RFC 9110, 12.5.1). */
import type { PageFormat } from '../metrics/metrics-page.js';

const OPEN_METRICS = 'application/openmetrics-text';
const TEXT: ReadonlySet<string> = new Set(['text/plain', 'text/*', '*/*']);

/** OpenMetrics where it is liked best, as by Prometheus; else text, also where nothing we have is liked. */
export function formatOf(accept: string): PageFormat {
  let [openMetrics, text] = [0, 0];
  for (const range of accept.split(',', 32)) {
    const [type = '', ...parameters] = range.split(';', 8).map((part) => part.trim().toLowerCase());
    const wish = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
    const q = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(wish) ? Number(wish) : 0;
    const version = parameters.find((each) => each.startsWith('version='))?.slice(8) ?? '1.0.0';
    if (type === OPEN_METRICS && version === '1.0.0') openMetrics = Math.max(openMetrics, q);
    if (TEXT.has(type)) text = Math.max(text, q);
  }
  return openMetrics > 0 && openMetrics >= text ? 'openMetrics' : 'text';
}
