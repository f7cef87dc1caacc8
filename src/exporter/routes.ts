/** What is answered to which request. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PasswordGate } from './password-gate.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Makes the answer for one path. Never rejects for a reason that a reader could cause. */
export type Route = () => Promise<Answer> | Answer;

export interface Routes {
  /** By path. */
  readonly paths: ReadonlyMap<string, Route>;
  /** Paths that need no password: they say whether the exporter works and nothing about the machine. */
  readonly open: ReadonlySet<string>;
  readonly gate: PasswordGate | null;
  /** Told of a fault in a route. */
  readonly onError: (error: unknown) => void;
}

export function plain(status: number, text: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: Buffer.from(`${text}\n`) };
}

/** Serves GET and HEAD of the paths; anything else is refused in a way that costs nothing. */
export function createHandler(routes: Routes): RequestListener {
  return (request, response) => {
    answer(routes, request)
      .catch((error: unknown) => {
        routes.onError(error);
        return { ...plain(500, 'gpu-top failed to make this page'), headers: {} };
      })
      .then(({ headers, ...found }) => send(request, response, found, headers))
      .catch(routes.onError);
  };
}

interface Headed extends Answer {
  readonly headers: Readonly<Record<string, string>>;
}

async function answer({ paths, open, gate }: Routes, request: IncomingMessage): Promise<Headed> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const { method } = request;
  if (method !== 'GET' && method !== 'HEAD')
    return { ...plain(405, 'only GET and HEAD'), headers: { allow: 'GET, HEAD', connection: 'close' } };
  if (hasBody(request)) return { ...plain(400, 'no body is expected'), headers: { connection: 'close' } };
  if (gate !== null && !open.has(path)) {
    const verdict = await gate.check(request.headers.authorization, request.socket.remoteAddress ?? '');
    if (verdict === 'busy')
      return { ...plain(429, 'too many password checks at once'), headers: { 'retry-after': '5', connection: 'close' } };
    if (verdict === 'refused')
      return { ...plain(401, 'name and password needed'), headers: { 'www-authenticate': 'Basic realm="gpu-top"' } };
  }
  const route = paths.get(path);
  if (route === undefined) return { ...plain(404, `nothing here; there is ${[...paths.keys()].join(', ')}`), headers: {} };
  return { ...(await route()), headers: {} };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body }: Answer,
  headers: Headed['headers'],
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
