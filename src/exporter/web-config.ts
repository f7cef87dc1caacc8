/**
 * TLS and users from a web-config file, in the form that Prometheus's own exporters read
 * (https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md): the same file serves them all.
 *
 * What is not supported is refused by name and line: a security setting that is silently ignored is worse than none.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureVersion } from 'node:tls';
import { UsageError } from '../errors/usage-error.js';
import { checkHash } from './password-hash.js';
import { readYaml, type YamlMap } from './yaml-map.js';

export interface WebConfig {
  readonly tls: TlsConfig | null;
  /** bcrypt hashes by user name; empty: anybody may read. */
  readonly users: ReadonlyMap<string, string>;
  /** The file and those it names: what may change while it is in use. */
  readonly files: readonly string[];
}

export interface TlsConfig {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: SecureVersion;
  /** Certificates that clients must be signed by; null: clients need none. */
  readonly clientCa: Buffer | null;
}

export const OPEN: WebConfig = { tls: null, users: new Map(), files: [] };

/** Reads and checks the file and those it names. Throws `UsageError` with the line and the key at fault. */
export function readWebConfig(path: string): WebConfig {
  const root = readYaml(path, readText(path));
  root.allow(['tls_server_config', 'basic_auth_users'], ['http_server_config', 'rate_limit']);
  const tls = root.map('tls_server_config');
  const users = new Map<string, string>();
  const userMap = root.map('basic_auth_users');
  for (const name of userMap.keys()) {
    const hash = userMap.text(name) ?? '';
    const problem = name.includes(':') ? 'a user name cannot hold a colon' : checkHash(hash);
    if (problem !== null) throw userMap.error(name, problem);
    users.set(name, hash);
  }
  const named = ['cert_file', 'key_file', 'client_ca_file'].flatMap((key) => tls.text(key) ?? []);
  const files = [path, ...named.filter((name) => name !== '').map((name) => resolve(dirname(path), name))];
  return { tls: tls.keys().length === 0 ? null : readTls(tls, dirname(path)), users, files };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the web config '${path}': ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, {
      cause: error,
    });
  }
}

const VERSIONS: ReadonlyMap<string, SecureVersion> = new Map([
  ['TLS12', 'TLSv1.2'],
  ['TLS13', 'TLSv1.3'],
]);

function readTls(map: YamlMap, folder: string): TlsConfig {
  const refused = ['cert', 'key', 'client_ca', 'max_version', 'cipher_suites', 'curve_preferences', 'client_allowed_sans'];
  map.allow(
    ['cert_file', 'key_file', 'client_ca_file', 'client_auth_type', 'min_version', 'prefer_server_cipher_suites'],
    refused,
  );
  const cert = readNamed(map, 'cert_file', folder);
  const key = readNamed(map, 'key_file', folder);
  if (cert === null || key === null)
    throw map.error(cert === null ? 'cert_file' : 'key_file', 'is needed for TLS: the name of a PEM file');
  const minVersion = VERSIONS.get(map.text('min_version') ?? 'TLS12');
  if (minVersion === undefined) throw map.error('min_version', 'expected TLS12 or TLS13');
  const asked = map.text('client_auth_type') ?? 'NoClientCert';
  if (asked !== 'NoClientCert' && asked !== 'RequireAndVerifyClientCert') {
    throw map.error('client_auth_type', 'expected NoClientCert or RequireAndVerifyClientCert');
  }
  const clientCa = readNamed(map, 'client_ca_file', folder);
  if ((clientCa === null) !== (asked === 'NoClientCert')) {
    throw map.error(
      clientCa === null ? 'client_auth_type' : 'client_ca_file',
      'client_ca_file and client_auth_type: RequireAndVerifyClientCert go together',
    );
  }
  try {
    createSecureContext({ cert, key, ...(clientCa === null ? {} : { ca: clientCa }) });
  } catch (error) {
    throw map.error('cert_file', `certificate and key cannot be used: ${(error as Error).message}`);
  }
  return { cert, key, minVersion, clientCa };
}

/** A file named in the config; a relative name counts from the config's folder. */
function readNamed(map: YamlMap, key: string, folder: string): Buffer | null {
  const name = map.text(key);
  if (name === null || name === '') return null;
  try {
    return readFileSync(resolve(folder, name));
  } catch (error) {
    throw map.error(key, `cannot read '${name}' (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}
