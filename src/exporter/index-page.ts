/** The page at `/`, for people who open the address in a browser. */
import type { Answer } from './routes.js';

export function indexPage(program: string): Answer {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>gpu-top</title>
<h1>gpu-top ${program}</h1>
<p>Who uses which GPU engine on this machine.</p>
<ul>
<li><a href="/metrics">/metrics</a>: for Prometheus
<li><a href="/snapshot">/snapshot</a>: the newest sample as JSON
<li><a href="/healthz">/healthz</a>: the exporter runs, and had a good sweep in the last minute
<li><a href="/readyz">/readyz</a>: the newest sweep succeeded
</ul>
</html>
`;
  return { status: 200, type: 'text/html; charset=utf-8', body: Buffer.from(body) };
}
