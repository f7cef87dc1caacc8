/** Bytes on a socket of `serve`: no request may end it, get around the password, or make it answer in somebody else's words. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import fc from 'fast-check';
import { createExporter, EXPORTER_DEFAULTS, type Exporter } from '../../../src/exporter/exporter.js';
import { client, snapshot } from '../../support/snapshots.js';
import { mutatedText } from '../mutate.js';
import { must } from '../sound.js';
import { asyncTarget } from '../target.js';

const folder = mkdtempSync(join(tmpdir(), 'gpu-top-fuzz-http-'));
const faults: string[] = [];

async function serve(webConfig: string | null): Promise<Exporter> {
  return createExporter({
    allowedHosts: [],
    withCommands: false,
    ...EXPORTER_DEFAULTS,
    ...{ everyMs: 0, listen: '127.0.0.1:0', webConfig, program: '0.1.0', formatSnapshot: ({ host }) => JSON.stringify({ host }) },
    next: () => Promise.resolve(snapshot({ clients: [client()] })),
    log: (line) => faults.push(line),
  });
}

/** One that anybody may read, one that asks for a password; made when first asked. */
let servers: Promise<readonly [Exporter, Exporter]> | null = null;
function theServers(): Promise<readonly [Exporter, Exporter]> {
  const config = join(folder, 'web.yml');
  writeFileSync(config, `basic_auth_users:\n  prometheus: ${hashSync('right', 4)}\n`);
  return (servers ??= Promise.all([serve(null), serve(config)]));
}

/** Sends and hears what comes until the other side has had enough, or has nothing to say to a half of a request. */
async function exchange(url: string, sent: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname });
  let heard = '';
  socket.on('data', (part: Buffer) => (heard += part.toString('latin1')));
  socket.on('error', () => undefined);
  socket.end(Buffer.from(sent, 'latin1'));
  const timer = setTimeout(() => socket.destroy(), 20_000);
  await once(socket, 'close');
  clearTimeout(timer);
  return heard;
}

const AUTH = (text: string): string => `Authorization: Basic ${Buffer.from(text).toString('base64')}`;
const REAL = [
  'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'HEAD /snapshot HTTP/1.0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello',
  'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  `GET /metrics HTTP/1.1\r\nHost: x\r\n${AUTH('prometheus:wrong')}\r\nAccept: text/plain;version=0.0.4\r\n\r\n`,
  'OPTIONS * HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
];
const WORDS = [
  '\r\n',
  '\r\n\r\n',
  'GET',
  'HEAD',
  'CONNECT',
  'TRACE',
  ' HTTP/1.1',
  '/../',
  '//',
  '?',
  '%00',
  '%',
  'http://x/metrics',
  'Host:',
  'Content-Length: ',
].concat(
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  'Upgrade: websocket',
  AUTH('prometheus:'),
  AUTH(':'),
  AUTH('nobody:right'),
  'a: b\r\n'.repeat(2500),
);

const STATUSES = new Set([200, 400, 401, 403, 404, 405, 408, 413, 414, 417, 429, 431, 505]);

export const http = asyncTarget({
  name: 'http',
  shortCases: 60,
  arbitrary: fc.tuple(mutatedText(REAL, WORDS), fc.boolean()),
  async check([sent, guarded]) {
    const exporter = (await theServers())[guarded ? 1 : 0];
    const heard = await exchange(exporter.url, sent);
    for (const [, status = ''] of heard.matchAll(/^HTTP\/1\.1 (\d+) /gm))
      must(STATUSES.has(Number(status)) || status === '100', `answered ${status}`);
    must(heard === '' || heard.startsWith('HTTP/1.1 '), 'an answer that is none');
    must(!guarded || !heard.includes('gpu_top_'), 'metrics without a password');
    const health = await exchange(exporter.url, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    must(health.startsWith('HTTP/1.1 200 ') && health.endsWith('\r\n\r\nok\n'), `unwell: ${health.slice(0, 100)}`);
    must(faults.length === 0, faults.join('; '));
  },
  async close() {
    for (const exporter of (await servers) ?? []) await exporter.close();
    rmSync(folder, { recursive: true, force: true });
  },
});
