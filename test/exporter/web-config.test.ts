import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLoopback, parseListen } from '../../src/exporter/listen-address.js';
import { readWebConfig } from '../../src/exporter/web-config.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { makeTlsFiles } from '../support/tls-files.js';

let folder = '';
let hasTls = false;
const HASH = hashSync('secret', 4);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-top-web-'));
  hasTls = makeTlsFiles(folder) !== null && makeTlsFiles(folder, 'another') !== null;
  writeFileSync(join(folder, 'empty.pem'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

function config(text: string): string {
  const path = join(folder, 'web.yml');
  writeFileSync(path, text);
  return path;
}

describe('a web config', () => {
  it.each(['', '# nothing\n', 'basic_auth_users:\n', 'tls_server_config: {}\n'])('may be empty: %j', (text) => {
    expect(readWebConfig(config(text))).toMatchObject({ tls: null, users: new Map() });
  });

  it('takes a number for the name that it is', () => {
    const { users } = readWebConfig(config(`basic_auth_users:\n  123: ${HASH}\n  0042: ${HASH}\n  0x1f: ${HASH}\n`));
    expect([...users.keys()]).toEqual(['123', '0042', '0x1f']);
  });

  it('names users with their bcrypt hashes', () => {
    expect(readWebConfig(config(`basic_auth_users:\n  alice: ${HASH}\n  "2": '${HASH}'\n`)).users).toEqual(
      new Map([
        ['alice', HASH],
        ['2', HASH],
      ]),
    );
  });

  it('names certificate and key, relative to its own folder', ({ skip }) => {
    if (!hasTls) return skip('openssl is not installed');
    const { tls } = readWebConfig(
      config('tls_server_config:\n  cert_file: localhost.pem\n  key_file: localhost.key\n  min_version: TLS13\n'),
    );
    expect(tls).toMatchObject({ minVersion: 'TLSv1.3', clientCa: null });
    expect(tls?.cert.toString()).toContain('BEGIN CERTIFICATE');
  });

  it('may ask for client certificates', ({ skip }) => {
    if (!hasTls) return skip('openssl is not installed');
    const text = `tls_server_config:\n  cert_file: localhost.pem\n  key_file: localhost.key\n  client_ca_file: another.pem\n  client_auth_type: RequireAndVerifyClientCert\n`;
    expect(readWebConfig(config(text)).tls?.clientCa).not.toBeNull();
  });

  it.each([
    ['no YAML', 'a: [1\n', /line 2: /],
    ['a list', '- a\n', /line 1: expected a mapping$/],
    [
      'an unknown key',
      '\ntls_config:\n  x: 1\n',
      /line 2: tls_config: is unknown: expected tls_server_config, basic_auth_users$/,
    ],
    ['a file of 33 KiB', `${'# filler\n'.repeat(3755)}basic_auth_users:\n`, /line 1: longer than 32 KiB/],
    ['a repeated key', 'basic_auth_users:\nbasic_auth_users:\n', /line 1: Map keys must be unique/],
    [
      'what other exporters can and this one cannot',
      '# x\nhttp_server_config:\n  http2: true\n',
      /line 2: http_server_config: is not supported by gpu-top$/,
    ],
    ['a password in clear', 'basic_auth_users:\n  alice: secret\n', /line 2: alice: expected a bcrypt hash/],
    [
      'a hash that takes minutes to check',
      `basic_auth_users:\n  alice: ${HASH.replace('$04$', '$20$')}\n`,
      /line 2: alice: bcrypt cost 20: expected 4 to 14$/,
    ],
    [
      'a user name that no header can carry',
      `basic_auth_users:\n  "a:b": ${HASH}\n`,
      /line 2: a:b: a user name cannot hold a colon$/,
    ],
    ['users that are a text', 'basic_auth_users: alice\n', /line 1: basic_auth_users: expected a mapping$/],
    ['a hash that is a mapping', 'basic_auth_users:\n  alice: {}\n', /line 2: alice: expected a text$/],
    ['a certificate without a key', 'tls_server_config:\n  cert_file: localhost.pem\n', /line 2: key_file: is needed for TLS/],
    [
      'a file that is not there',
      'tls_server_config:\n  cert_file: none.pem\n  key_file: x\n',
      /line 2: cert_file: cannot read 'none.pem' \(ENOENT\)$/,
    ],
    [
      'a file that is no certificate',
      'tls_server_config:\n  cert_file: empty.pem\n  key_file: empty.pem\n',
      /line 2: cert_file: certificate and key cannot be used: /,
    ],
    [
      'a version that is too old',
      'tls_server_config:\n  cert_file: empty.pem\n  key_file: empty.pem\n  min_version: TLS10\n',
      /line 4: min_version: expected TLS12 or TLS13$/,
    ],
    [
      'half a client check',
      'tls_server_config:\n  cert_file: empty.pem\n  key_file: empty.pem\n  client_ca_file: empty.pem\n',
      /line 5?.*client_auth_type: RequireAndVerifyClientCert go together$/,
    ],
    ['too many aliases', `a: &a [x,x]\nb: &b [*a,*a,*a,*a]\n`, /line 1: a: is unknown/],
  ])('with %s is refused in one line that says where', (_, text, message) => {
    const path = config(text);
    expect(() => readWebConfig(path)).toThrow(UsageError);
    expect(() => readWebConfig(path)).toThrow(message);
    expect(() => readWebConfig(path)).toThrow(/^web config '[^']*', line \d+: [^\n]*$/);
  });

  it('of another certificate than the key is refused', ({ skip }) => {
    if (!hasTls) return skip('openssl is not installed');
    const path = config('tls_server_config:\n  cert_file: localhost.pem\n  key_file: another.key\n');
    expect(() => readWebConfig(path)).toThrow(/line 2: cert_file: certificate and key cannot be used: .*key values mismatch/);
  });

  it.each(['[', '- ', '? ', '{a: '])('of more levels of %j than the parser can take is refused', (level) => {
    const path = join(folder, 'deep.yml');
    writeFileSync(path, level.repeat(20_000));
    expect(() => readWebConfig(path)).toThrow(UsageError);
  });

  it('that is not there is refused', () => {
    expect(() => readWebConfig(join(folder, 'none.yml'))).toThrow(/^cannot read the web config '.*none.yml': ENOENT$/);
  });
});

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:9840', '127.0.0.1', 9840, true],
    ['localhost:1', 'localhost', 1, true],
    ['[::1]:9840', '::1', 9840, true],
    ['0.0.0.0:80', '0.0.0.0', 80, false],
    [':9840', '::', 9840, false],
    ['box.example:0', 'box.example', 0, false],
    ['127evil.example:1', '127evil.example', 1, false],
  ])('%s', (text, host, port, loopback) => {
    expect(parseListen(text)).toEqual({ host, port });
    expect(isLoopback({ host, port })).toBe(loopback);
  });

  it.each(['', '9840', 'localhost', '127.0.0.1:', '127.0.0.1:x', '127.0.0.1:65536', '::1:9840', '[box]:1', 'a:b:1', ':-1'])(
    '%j is refused',
    (text) => {
      expect(() => parseListen(text)).toThrow(
        `'${text}' is no address to listen on: expected HOST:PORT such as 127.0.0.1:9840 or [::1]:9840`,
      );
    },
  );
});
