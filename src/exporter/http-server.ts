/**
 * An HTTP or HTTPS server that nobody can hold up: every stage of a connection has a time limit, headers a size limit, and
 * connections a number, in all and for each address. Answers are written from buffers that are made once, so a slow reader
 * costs a socket and nothing else.
 */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Connections } from './connections.js';
import type { TlsConfig } from './web-config.js';

/** Times in ms. Prometheus asks within 10 s of its own timeout and sends some hundred bytes of headers. */
export const HTTP_LIMITS = {
  headersMs: 5000,
  requestMs: 10_000,
  /** Between two requests; Prometheus's usual interval and some more. */
  keepAliveMs: 75_000,
  /** From a request to the last byte of its answer. */
  answerMs: 30_000,
  headerBytes: 8192,
  connections: 128,
  connectionsPerAddress: 32,
} as const;

export interface LimitedServer {
  readonly server: Server;
  readonly connections: Connections;
  /** Takes other certificates for connections from now on. */
  readonly renew: (tls: TlsConfig) => void;
}

export function createLimitedServer(handler: RequestListener, tls: TlsConfig | null): LimitedServer {
  const options: ServerOptions = {
    maxHeaderSize: HTTP_LIMITS.headerBytes,
    headersTimeout: HTTP_LIMITS.headersMs,
    requestTimeout: HTTP_LIMITS.requestMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveMs,
    connectionsCheckingInterval: 1000,
  };
  const server = tls === null ? createServer(options) : createTlsServer({ ...options, ...tlsOptions(tls) });
  const connections = new Connections(server, HTTP_LIMITS);
  server.on('request', handler);
  const greeted = new WeakSet<Socket>();
  server.on('secureConnection', (socket: Socket) => greeted.add(socket));
  server.on('clientError', (_, socket: Socket) => {
    // What is written into an unfinished handshake never leaves, and would be waited for.
    if (tls !== null && !greeted.has(socket)) {
      connections.destroy(socket);
      return;
    }
    // Written, then closed for good: `end` alone would leave a socket to whoever does not close the other half.
    if (socket.writable) socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    socket.destroySoon();
  });
  return {
    server,
    connections,
    renew: (config) => {
      if (server instanceof TlsServer) server.setSecureContext(tlsOptions(config));
    },
  };
}

function tlsOptions({ cert, key, minVersion, clientCa }: TlsConfig) {
  const clients = clientCa === null ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  return { cert, key, minVersion, handshakeTimeout: HTTP_LIMITS.headersMs, ...clients };
}
