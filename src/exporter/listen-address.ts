/** `HOST:PORT` as the user types it, and what can go wrong with it. */
import type { AddressInfo, Server } from 'node:net';
import { isIP } from 'node:net';
import { UsageError } from '../errors/usage-error.js';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export const DEFAULT_LISTEN = '127.0.0.1:9840';

/** Reads `127.0.0.1:9840`, `[::1]:9840`, `box:9840` or `:9840` (all addresses). Throws `UsageError`. */
export function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535 || (bracketed !== undefined && isIP(bracketed) !== 6)) {
    throw new UsageError(`'${text}' is no address to listen on: expected HOST:PORT such as ${DEFAULT_LISTEN} or [::1]:9840`);
  }
  return { host: host === '' ? '::' : host, port };
}

/** Whether only this machine can connect. */
export function isLoopback({ host }: ListenAddress): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Begins to listen and gives the address that it became. Throws `UsageError` where it cannot be had. */
export async function listen(server: Server, address: ListenAddress): Promise<AddressInfo> {
  await new Promise<void>((done, fail) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const reason = REASONS[error.code ?? ''] ?? error.message;
      fail(new UsageError(`cannot listen on ${describe(address)}: ${reason}`, { cause: error, exitCode: 1 }));
    };
    server.once('error', failed);
    server.listen(address.port, address.host, () => {
      server.off('error', failed);
      done();
    });
  });
  return server.address() as AddressInfo;
}

function describe({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use (another gpu-top serve?); give another with --listen',
  EACCES: 'permission denied; ports below 1024 need CAP_NET_BIND_SERVICE',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the host name cannot be looked up',
};
