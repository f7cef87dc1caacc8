/** Connections that want nothing good: each ends, none keeps others out, and none keeps the exporter from ending. */
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createExporter, EXPORTER_DEFAULTS, type Exporter, type ExporterOptions } from '../../src/exporter/exporter.js';
import { HTTP_LIMITS } from '../../src/exporter/http-server.js';
import { client, snapshot } from '../support/snapshots.js';
import { makeTlsFiles } from '../support/tls-files.js';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gpu-top-attack-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const open: Exporter[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((exporter) => exporter.close()));
  sockets.splice(0).forEach((socket) => socket.destroy());
});

async function serve(options: Partial<ExporterOptions> = {}): Promise<Exporter> {
  const many = Array.from({ length: 50 }, (_, index) => client({ key: String(index), clientId: String(index) }));
  const exporter = await createExporter({
    ...EXPORTER_DEFAULTS,
    ...{ allowedHosts: [], withCommands: false, everyMs: 0, listen: '127.0.0.1:0', webConfig: null, program: '0.1.0' },
    next: () => Promise.resolve(snapshot({ clients: many })),
    formatSnapshot: ({ host }) => JSON.stringify({ host }),
    log: () => undefined,
    ...options,
  });
  open.push(exporter);
  return exporter;
}

/** TLS by a certificate of this name; null without openssl. */
function webConfig(name: string): string | null {
  if (makeTlsFiles(folder, name) === null) return null;
  const path = join(folder, `${name}.yml`);
  writeFileSync(path, `tls_server_config:\n  cert_file: ${name}.pem\n  key_file: ${name}.key\n`);
  return path;
}

function raw({ url }: Exporter, send: string | Buffer = ''): { socket: Socket; closed: Promise<unknown> } {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.resume();
  const closed = new Promise((done) => socket.once('close', done));
  if (send !== '') socket.write(send);
  return { socket, closed };
}

function get(
  { url }: Exporter,
  path: string,
  headers: Record<string, string> = {},
  agent?: Agent,
): Promise<IncomingMessage & { body: Buffer }> {
  return new Promise((done, fail) => {
    const asked = request(url + path, { agent: agent ?? false, headers }, (answer) => {
      buffer(answer).then((body) => done(Object.assign(answer, { body })), fail);
    });
    asked.on('error', fail).end();
  });
}

/** The first bytes of a ClientHello that says it goes on. */
const HALF_HELLO = Buffer.from([0x16, 3, 1, 0x02, 0, 1, 0, 1, 0xfc, 3, 3]);

describe('a TLS handshake', () => {
  it('that is never finished is closed', { timeout: 30_000 }, async ({ skip }) => {
    const config = webConfig('slow');
    if (config === null) return skip('openssl is not installed');
    const exporter = await serve({ webConfig: config });
    await Promise.all([raw(exporter, HALF_HELLO).closed, raw(exporter).closed]);
  });

  it('that is none is closed at once', async ({ skip }) => {
    const config = webConfig('garbage');
    if (config === null) return skip('openssl is not installed');
    const exporter = await serve({ webConfig: config });
    await raw(exporter, 'GET / HTTP/1.1\r\n\r\n').closed;
  });

  it('that is under way does not keep the exporter from ending', async ({ skip }) => {
    const config = webConfig('ending');
    if (config === null) return skip('openssl is not installed');
    const exporter = await serve({ webConfig: config });
    const half = Array.from({ length: 20 }, () => raw(exporter, HALF_HELLO));
    await Promise.all(half.map(({ socket }) => once(socket, 'connect')));
    await exporter.close();
    await Promise.all(half.map(({ closed }) => closed));
  });

  it('shows the certificate that is in the file now', async ({ skip }) => {
    const config = webConfig('before');
    if (config === null || makeTlsFiles(folder, 'after') === null) return skip('openssl is not installed');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const exporter = await serve({ webConfig: config });
    const shown = async (): Promise<unknown> => {
      const socket = connectTls({ port: Number(new URL(exporter.url).port), host: '127.0.0.1', rejectUnauthorized: false });
      sockets.push(socket);
      await once(socket, 'secureConnect');
      return socket.getPeerCertificate().subject.CN;
    };
    expect(await shown()).toBe('before');
    for (const kind of ['pem', 'key']) copyFileSync(join(folder, `after.${kind}`), join(folder, `before.${kind}`));
    vi.advanceTimersByTime(60_000);
    expect(await shown()).toBe('after');
  });
});

describe('a reader on this machine', () => {
  it('who asks ten times at once and reads nothing does not keep the exporter from ending', async () => {
    const exporter = await serve();
    const { socket, closed } = raw(exporter, 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10));
    socket.pause();
    await once(socket, 'connect');
    await get(exporter, '/metrics');
    await exporter.close();
    socket.resume();
    await closed;
  });

  it('who keeps all connections of an address and asks nothing more makes room for others', async () => {
    const exporter = await serve();
    const idle = Array.from({ length: HTTP_LIMITS.connectionsPerAddress }, () =>
      raw(exporter, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    );
    await Promise.all(idle.map(({ socket }) => once(socket, 'data')));
    for (let at = 0; at < 5; at++) expect((await get(exporter, '/metrics')).statusCode).toBe(200);
  });

  it('is answered under our own names and by address, and under no other', async () => {
    const exporter = await serve({ allowedHosts: ['gpu.example'] });
    const asked = async (host: string, path = '/metrics'): Promise<number | undefined> =>
      (await get(exporter, path, { host })).statusCode;
    for (const host of ['localhost', 'LOCALHOST:9840', '127.0.0.1:1', '[::1]:9840', '192.0.2.7', 'gpu.example', 'localhost.'])
      expect([host, await asked(host)]).toEqual([host, 200]);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:9840',
      'localhost:9840@evil',
      '[::1].evil',
    ])
      for (const path of ['/metrics', '/snapshot', '/live', '/'])
        expect([host, path, await asked(host, path)]).toEqual([
          host,
          path,
          expect.toSatisfy((status) => status === 403 || status === 400),
        ]);
    expect(await asked('evil.example', '/healthz')).toBe(200);
  });

  it('gets it packed where it says that it can unpack', async () => {
    const exporter = await serve();
    const plain = await get(exporter, '/metrics');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const [accept, isPacked] of [
      ['gzip', true],
      ['br, gzip;q=0.5', true],
      ['gzip;q=0', false],
      ['identity', false],
    ] as const) {
      const { headers, body } = await get(exporter, '/metrics', { 'accept-encoding': accept });
      expect([accept, headers['content-encoding']]).toEqual([accept, isPacked ? 'gzip' : undefined]);
      expect((isPacked ? gunzipSync(body) : body).toString().startsWith('# HELP')).toBe(true);
      expect(headers.vary).toBe('accept, accept-encoding');
    }
  });
});
