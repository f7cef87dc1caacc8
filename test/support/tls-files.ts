/** A self-signed certificate for localhost, made by openssl where there is one. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { skipped } from './tools.js';

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** Makes cert.pem and key.pem in a folder; null without openssl. */
export function makeTlsFiles(folder: string, name = 'localhost'): TlsFiles | null {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const { status } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-out', files.cert, '-keyout', files.key],
  ]);
  return skipped('openssl', status === 0 ? null : 'openssl is not installed') === null ? files : null;
}
