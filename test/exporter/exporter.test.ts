import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hashSync } from 'bcryptjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createExporter, EXPORTER_DEFAULTS, type Exporter, type ExporterOptions } from '../../src/exporter/exporter.js';
import { HTTP_LIMITS } from '../../src/exporter/http-server.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client, snapshot } from '../support/snapshots.js';
import { makeTlsFiles } from '../support/tls-files.js';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gpu-top-serve-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const open: Exporter[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await Promise.all(open.splice(0).map((exporter) => exporter.close()));
});

async function serve(options: Partial<ExporterOptions> = {}): Promise<{ exporter: Exporter; log: string[] }> {
  const log: string[] = [];
  const exporter = await createExporter({
    allowedHosts: [],
    withCommands: false,
    ...EXPORTER_DEFAULTS,
    everyMs: 0,
    next: () => Promise.resolve(snapshot({ clients: [client()] })),
    listen: '127.0.0.1:0',
    webConfig: null,
    formatSnapshot: ({ host }) => JSON.stringify({ host }),
    program: '0.1.0',
    log: (line) => log.push(line),
    ...options,
  });
  open.push(exporter);
  return { exporter, log };
}

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

function get(url: string, options: RequestOptions & { readonly ca?: Buffer; readonly send?: string } = {}): Promise<Got> {
  return new Promise((done, fail) => {
    const ask = url.startsWith('https') ? httpsRequest : httpRequest;
    const asked = ask(url, { agent: false, ...options }, (answer) => {
      text(answer).then((body) => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }), fail);
    });
    asked.on('error', fail);
    asked.end(options.send);
  });
}

/** A raw connection; resolves with everything that came when the other side has closed. */
function raw(url: string, send: string): { socket: Socket; closed: Promise<string> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  let came = '';
  socket.on('data', (part) => (came += part.toString()));
  socket.on('error', () => undefined);
  socket.write(send);
  return { socket, closed: new Promise((done) => socket.on('close', () => done(came))) };
}

describe('serving', () => {
  it('gives metrics, the snapshot, health and an index, and says what there is elsewhere', async () => {
    const { exporter } = await serve();
    const pages = await Promise.all(
      ['/metrics', '/snapshot', '/healthz', '/readyz', '/', '/nothing'].map((path) => get(exporter.url + path)),
    );
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 404]);
    expect(pages[0]?.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(pages[0]?.body).toContain('gpu_top_engine_busy_seconds_total{');
    expect(JSON.parse(pages[1]?.body ?? '')).toEqual({ host: 'box' });
    expect(pages[4]?.body).toContain('<a href="/metrics">');
    expect(pages[5]?.body).toContain('/metrics, /snapshot');
  });

  it('gives OpenMetrics to who asks for it: each family once, counters with _total, and an end', async () => {
    const { exporter } = await serve();
    const headers = { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' };
    const found = await get(`${exporter.url}/metrics`, { headers });
    expect(found.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(found.headers.vary).toContain('accept');
    const lines = found.body.split('\n');
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    expect(lines.slice(0, -1)).not.toContain('');
    expect(lines).toContain('# TYPE gpu_top_engine_busy_seconds counter');
    expect(lines.some((line) => line.startsWith('gpu_top_engine_busy_seconds_total{'))).toBe(true);
    const families = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []);
    expect(new Set(families).size).toBe(families.length);
    // A quote in a help text would have to be escaped there, which prom-client does not do.
    expect(lines.filter((line) => line.startsWith('# HELP') && line.includes('"'))).toEqual([]);
    const plain = await get(`${exporter.url}/metrics`);
    expect(plain.body).toContain('# TYPE gpu_top_engine_busy_seconds_total counter');
  });

  it('tells what it uses with the processes that work for it', async () => {
    const used = async (options: Partial<ExporterOptions>) => {
      const { exporter } = await serve(options);
      const { body } = await get(`${exporter.url}/metrics`);
      return ['cpu_seconds_total', 'resident_memory_bytes', 'open_fds'].map((name) =>
        Number(new RegExp(`^process_${name} (\\S+)$`, 'm').exec(body)?.[1]),
      );
    };
    const [cpuAlone = 0, , fdsAlone = 0] = await used({});
    // Whoever runs the tests stands in for the scanner; of a process that is no more nothing is known.
    const [cpu, resident, fds] = await used({ helpers: { cpuNs: () => 5e9, pids: () => [process.ppid, 2 ** 30] } });
    expect(cpu).toBeGreaterThanOrEqual(cpuAlone + 5);
    const ofParent = Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))?.[1]) * 1024;
    expect(resident).toBeGreaterThan(ofParent * 0.9 + 10e6);
    expect(fds).toBeGreaterThan(fdsAlone + 3);
  });

  it('answers HEAD with the headers alone', async () => {
    const { exporter } = await serve();
    const { status, headers, body } = await get(`${exporter.url}/metrics`, { method: 'HEAD' });
    expect([status, body]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(1000);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('refuses %s', async (method) => {
    const { exporter } = await serve();
    expect(await get(`${exporter.url}/metrics`, { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('refuses a GET with a body and hangs up', async () => {
    const { exporter } = await serve();
    const { status, headers } = await get(`${exporter.url}/metrics`, { headers: { 'content-length': 5 }, send: 'hello' });
    expect([status, headers.connection]).toEqual([400, 'close']);
  });

  it('takes one sweep for many readers at once', async () => {
    const next = vi.fn(() => Promise.resolve(snapshot()));
    const { exporter } = await serve({ next });
    await Promise.all(Array.from({ length: 20 }, () => get(`${exporter.url}/metrics`)));
    expect(next).toHaveBeenCalledTimes(1);
  });

  it('shows in /metrics that sweeps fail, and is not ready before one succeeded', async () => {
    const answers: (Snapshot | Error)[] = [new Error('no procfs'), new Error('no procfs'), snapshot(), new Error('gone again')];
    const next = (): Promise<Snapshot> => {
      const answer = answers.shift();
      return answer instanceof Error || answer === undefined
        ? Promise.reject(answer ?? new Error('end'))
        : Promise.resolve(answer);
    };
    const { exporter, log } = await serve({ next, minIntervalMs: 0 });
    expect((await get(`${exporter.url}/readyz`)).status).toBe(503);
    expect(await get(`${exporter.url}/metrics`)).toMatchObject({ status: 503, body: 'no sweep has succeeded yet\n' });
    expect((await get(`${exporter.url}/metrics`)).body).toMatch(/^gpu_top_up 1$/m);
    expect((await get(`${exporter.url}/readyz`)).status).toBe(200);
    expect((await get(`${exporter.url}/metrics`)).body).toMatch(/^gpu_top_up 0$/m);
    expect((await get(`${exporter.url}/healthz`)).status).toBe(200);
    expect(log).toEqual([
      'a sweep failed, serving the last good one: no procfs',
      'sweeps succeed again',
      'a sweep failed, serving the last good one: gone again',
    ]);
  });

  it('answers 500 and goes on when the snapshot cannot be formatted', async () => {
    const { exporter, log } = await serve({
      formatSnapshot: () => {
        throw new Error('a bug');
      },
    });
    expect((await get(`${exporter.url}/snapshot`)).status).toBe(500);
    expect((await get(`${exporter.url}/metrics`)).status).toBe(200);
    expect(log).toEqual(['a request failed: a bug']);
  });

  it('says at the start which of its files others can change', async () => {
    const webConfig = join(folder, 'shared.yml');
    writeFileSync(webConfig, `basic_auth_users: { a: ${hashSync('right', 4)} }\n`);
    expect((await serve({ webConfig })).log).toEqual([]);
    chmodSync(webConfig, 0o666);
    expect((await serve({ webConfig })).log).toEqual([`${webConfig} can be written by others: they can let anybody read`]);
  });

  it('says in one line that the port is in use', async () => {
    const { exporter } = await serve();
    const listen = new URL(exporter.url).host;
    await expect(serve({ listen })).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 1,
      message: `cannot listen on ${listen}: the port is in use (another gpu-top serve?); give another with --listen`,
    });
  });

  it('warns where anybody may read, and only there', async () => {
    expect((await serve()).exporter.warning).toBeNull();
    expect((await serve({ listen: '0.0.0.0:0' })).exporter.warning).toContain('anybody who can reach this address');
    const webConfig = join(folder, 'users.yml');
    writeFileSync(webConfig, `basic_auth_users:\n  alice: ${hashSync('secret', 4)}\n`);
    expect((await serve({ listen: '0.0.0.0:0', webConfig })).exporter.warning).toBeNull();
  });

  it('take a changed password, and never lose all of them to a file that is being written', async () => {
    const webConfig = join(folder, 'changing.yml');
    const written = (password: string): void =>
      writeFileSync(webConfig, `basic_auth_users:\n  alice: ${hashSync(password, 4)}\n`);
    written('one');
    const { exporter } = await serve({ webConfig });
    const as = async (password: string): Promise<number> =>
      (await get(`${exporter.url}/metrics`, { headers: { authorization: `Basic ${btoa(`alice:${password}`)}` } })).status;
    expect(await as('one')).toBe(200);
    written('two');
    exporter.reload();
    expect([await as('one'), await as('two')]).toEqual([401, 200]);
    writeFileSync(webConfig, '');
    exporter.reload();
    expect((await get(`${exporter.url}/metrics`)).status).toBe(401);
    expect(await as('two')).toBe(200);
  });

  it('closes at once, though a reader keeps its connection open', async () => {
    const { exporter } = await serve();
    const { closed } = raw(exporter.url, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await get(`${exporter.url}/healthz`);
    await exporter.close();
    await exporter.close();
    expect(await closed).toContain('200 OK');
  });
});

describe('passwords', () => {
  async function guarded(): Promise<Exporter> {
    const webConfig = join(folder, 'web.yml');
    writeFileSync(webConfig, `basic_auth_users:\n  alice: ${hashSync('se:cret', 6)}\n`);
    return (await serve({ webConfig })).exporter;
  }

  it('let the right one in and nobody else', async () => {
    const { url } = await guarded();
    const status = async (auth?: string) => (await get(`${url}/metrics`, auth === undefined ? {} : { auth })).status;
    expect(await status()).toBe(401);
    expect(await status('alice:wrong')).toBe(401);
    expect(await status('bob:se:cret')).toBe(401);
    expect(await status('alice:')).toBe(401);
    expect(await status('alice:se:cret')).toBe(200);
    expect(await status('alice:wrong')).toBe(401);
    expect((await get(`${url}/metrics`, { headers: { authorization: 'Basic %%%' } })).status).toBe(401);
    expect((await get(`${url}/metrics`)).headers['www-authenticate']).toBe('Basic realm="gpu-top"');
  });

  it('are not needed for the health of the exporter', async () => {
    const { url } = await guarded();
    expect((await get(`${url}/healthz`)).status).toBe(200);
    expect((await get(`${url}/readyz`)).status).toBe(200);
    expect((await get(`${url}/`)).status).toBe(401);
    expect((await get(`${url}/nothing`)).status).toBe(401);
  });

  it('cost a flood of wrong ones no more than one check at a time, and a known reader nothing', async () => {
    const { url } = await guarded();
    expect((await get(`${url}/metrics`, { auth: 'alice:se:cret' })).status).toBe(200);
    const flood = Promise.all(Array.from({ length: 25 }, (_, index) => get(`${url}/metrics`, { auth: `alice:${index}` })));
    const known = await get(`${url}/metrics`, { auth: 'alice:se:cret' });
    const statuses = (await flood).map(({ status }) => status);
    expect(known.status).toBe(200);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
  });
});

describe('TLS', () => {
  it('serves by the certificate of the web config', async ({ skip }) => {
    const files = makeTlsFiles(folder);
    if (files === null) return skip('openssl is not installed');
    const webConfig = join(folder, 'tls.yml');
    writeFileSync(webConfig, 'tls_server_config:\n  cert_file: localhost.pem\n  key_file: localhost.key\n');
    const { exporter } = await serve({ webConfig });
    expect(exporter.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await get(`${exporter.url}/metrics`, { ca: readFileSync(files.cert) })).status).toBe(200);
    await expect(get(exporter.url.replace('https', 'http'))).rejects.toThrow();
  });

  it('lets only those in who show a certificate, where it asks for one', async ({ skip }) => {
    const [server, reader] = [makeTlsFiles(folder), makeTlsFiles(folder, 'reader')];
    if (server === null || reader === null) return skip('openssl is not installed');
    const webConfig = join(folder, 'mtls.yml');
    writeFileSync(
      webConfig,
      'tls_server_config:\n  cert_file: localhost.pem\n  key_file: localhost.key\n  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: reader.pem\n',
    );
    const { exporter } = await serve({ webConfig });
    const ca = readFileSync(server.cert);
    await expect(get(`${exporter.url}/metrics`, { ca })).rejects.toThrow();
    const shown = { ca, cert: readFileSync(reader.cert), key: readFileSync(reader.key) };
    expect((await get(`${exporter.url}/metrics`, shown)).status).toBe(200);
  });
});

describe('hostile and slow readers', () => {
  it('with headers beyond the limit are refused', async () => {
    const { exporter } = await serve();
    const { closed } = raw(
      exporter.url,
      `GET /metrics HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(HTTP_LIMITS.headerBytes)}\r\n\r\n`,
    );
    expect(await closed).toMatch(/^HTTP\/1\.1 (400|431) /);
  });

  it('who do not speak HTTP are hung up on', async () => {
    const { exporter } = await serve();
    expect(await raw(exporter.url, '\x16\x03\x01 hello\r\n\r\n').closed).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('who send their headers a byte at a time are hung up on, and others do not wait for them', { timeout: 20_000 }, async () => {
    const { exporter } = await serve();
    const { socket, closed } = raw(exporter.url, 'GET /metrics HTTP/1.1\r\n');
    const drip = setInterval(() => socket.write('x'), 500);
    expect((await get(`${exporter.url}/metrics`)).status).toBe(200);
    expect(await closed).not.toContain('200 OK');
    clearInterval(drip);
  });

  it('get no more connections than their share', async () => {
    const { exporter } = await serve();
    const all = Array.from({ length: HTTP_LIMITS.connectionsPerAddress + 10 }, () => raw(exporter.url, 'GET /'));
    const hungUp = await Promise.race([
      Promise.all(all.slice(-10).map(({ closed }) => closed)).then(() => 'hung up'),
      new Promise((done) => setTimeout(done, 2000, 'still open')),
    ]);
    expect(hungUp).toBe('hung up');
    all.forEach(({ socket }) => socket.destroy());
    await Promise.all(all.map(({ closed }) => closed));
    await vi.waitFor(async () => expect((await get(`${exporter.url}/metrics`)).status).toBe(200));
  });

  it('give their share back when they are hung up on, though they keep their own end open', async () => {
    const { exporter } = await serve();
    const { port } = new URL(exporter.url);
    const half = Array.from({ length: HTTP_LIMITS.connectionsPerAddress }, () =>
      connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined),
    );
    sockets.push(...half);
    half.forEach((socket) => socket.write('no HTTP\r\n\r\n'));
    await Promise.all(half.map((socket) => once(socket, 'data')));
    await vi.waitFor(async () => expect((await get(`${exporter.url}/metrics`)).status).toBe(200));
  });

  it('who never read their answers do not hold up samples', async () => {
    const many = Array.from({ length: 400 }, (_, index) => client({ key: String(index), clientId: String(index) }));
    const { exporter } = await serve({
      by: 'client',
      minIntervalMs: 0,
      next: () => Promise.resolve(snapshot({ clients: many })),
    });
    const asks = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50);
    const stuck = Array.from({ length: 20 }, () => raw(exporter.url, asks));
    stuck.forEach(({ socket }) => socket.pause());
    const answer = await get(`${exporter.url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.body.length).toBeGreaterThan(100_000);
  });
});
