/** What is answered to which request. */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PasswordGate } from './password-gate.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers by itself for as long as it takes; an answer in its place: it does not. */
export type StreamRoute = (response: ServerResponse) => Answer | null;

/** Who asks, and for what. All of it is the reader's word: hostile, and cut to what is needed of it. */
export interface Asked {
  /** Tells readers apart, as well as can be: address, program and what stands behind the `?`. */
  readonly reader: string;
  /** The header `Accept`. */
  readonly accept: string;
}

/** Makes the answer for one path. Never rejects for a reason that a reader could cause. */
export type Route = (asked: Asked) => Promise<Answer> | Answer;

export interface Routes {
  /** By path. */
  readonly paths: ReadonlyMap<string, Route>;
  readonly streams: ReadonlyMap<string, StreamRoute>;
  /** Whether a `Host` header is one that an honest client sends. */
  readonly isOwnHost: (header: string | undefined) => boolean;
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
    answer(routes, request, response)
      .catch((error: unknown) => {
        routes.onError(error);
        return plain(500, 'gpu-top failed to make this page');
      })
      .then((found) => (found === null ? undefined : send(request, response, found)))
      .catch(routes.onError);
  };
}

async function answer(
  { paths, streams, open, gate, isOwnHost }: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | null> {
  const [path = '', query = ''] = (request.url ?? '').split('?');
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
  if (!open.has(path) && !isOwnHost(request.headers.host))
    return plain(403, 'not under this name: ask by address or as localhost, or allow the name with --allow-host');
  const stream = streams.get(path);
  if (stream !== undefined && method === 'GET') return stream(response);
  const { accept = '', 'user-agent': program = '' } = request.headers;
  const reader = [request.socket.remoteAddress ?? '', program.slice(0, MOST_NAME), query.slice(0, MOST_NAME)].join(' ');
  return (await paths.get(path)?.({ reader, accept })) ?? plain(404, `nothing here; there is ${[...paths.keys()].join(', ')}`);
}

/** Characters of a reader's name. */
const MOST_NAME = 100;

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Smaller ones are not worth it. */
const LEAST_ZIPPED_BYTES = 1024;

/** One for each body, whoever asks: bodies are made once a sample. */
const zipped = new WeakMap<Buffer, Promise<Buffer>>();

function zip(body: Buffer): Promise<Buffer> {
  let made = zipped.get(body);
  if (made === undefined) zipped.set(body, (made = promisify(gzip)(body)));
  return made;
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return /(?:^|[\s,])gzip\s*(?:$|,|;\s*q=(?:1|0\.\d*[1-9]))/i.test(headers['accept-encoding']?.toString() ?? '');
}

async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, type, headers } = answer;
  const small = answer.body.length < LEAST_ZIPPED_BYTES || !takesGzip(request);
  const body = small ? answer.body : await zip(answer.body);
  response.writeHead(status, {
    'content-type': type,
    'content-length': body.length,
    ...(!small && { 'content-encoding': 'gzip' }),
    ...(answer.body.length >= LEAST_ZIPPED_BYTES && { vary: 'accept, accept-encoding' }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
