/** The web-config file of `serve`: YAML, and paths to other files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkHash } from '../../../src/exporter/password-hash.js';
import { readWebConfig } from '../../../src/exporter/web-config.js';
import { UsageError } from '../../../src/errors/usage-error.js';
import { mutatedText } from '../mutate.js';
import { must } from '../sound.js';
import { target } from '../target.js';

const HASH = '$2y$10$abcdefghijklmnopqrstuuu1rAJ0q2.YgQm9lG0Hn8sB3O6Zk5eXy';
const REAL = [
  `basic_auth_users:\n  prometheus: ${HASH}\n  "a b": '${HASH}'\n`,
  'tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n  min_version: TLS13\n  client_auth_type: NoClientCert\n',
  `# comment\nbasic_auth_users: {a: ${HASH}, b: *anchor}\nx: &anchor {<<: *anchor}\n---\nsecond: document\n`,
];
const scalar = fc.oneof(
  fc.constantFrom(
    HASH,
    'null',
    '~',
    '1',
    '1e999',
    '.nan',
    'true',
    '[]',
    '{}',
    '*a',
    '&a b',
    '!!binary aGk=',
    '!!set {a}',
    '"\\x1b"',
    '|\n    x',
  ),
  fc.constantFrom('? a', '<<', '2001-12-14', '0x7f', '!x y', '['.repeat(2000), '{a: '.repeat(500), '- a'),
);
const key = fc.constantFrom(
  'basic_auth_users',
  'tls_server_config',
  'cert_file',
  'key_file',
  'rate_limit',
  'a',
  'a:b',
  '""',
  '__proto__',
  '<<',
  '[1]',
);
const made = fc
  .array(fc.tuple(fc.constantFrom('', '  ', '    ', '\t'), key, scalar), { maxLength: 8 })
  .map((lines) => lines.map(([indent, name, value]) => `${indent}${name}: ${value}\n`).join(''));

const folder = mkdtempSync(join(tmpdir(), 'gpu-top-fuzz-web-'));
const path = join(folder, 'web.yml');

export const webConfig = target({
  name: 'web-config',
  shortCases: 100,
  arbitrary: mutatedText(
    REAL,
    ['basic_auth_users:', 'tls_server_config:', 'cert_file:', '  ', '- ', ': ', '&a', '*a', '<<:', '{', '[', '%YAML 1.1', HASH],
    made,
  ),
  check(text) {
    writeFileSync(path, text);
    try {
      const { users, tls } = readWebConfig(path);
      for (const [name, hash] of users) must(!name.includes(':') && checkHash(hash) === null, `user ${name}`);
      must(tls === null, 'TLS without a certificate');
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      must(/^web config '.*', line \d+: /.test(error.message), error.message);
    }
  },
  close() {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  },
});
