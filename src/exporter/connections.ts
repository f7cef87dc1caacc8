/**
 * Who is connected. Room is made by closing a connection that waits for nothing before a new one is turned away: 32 that idle would
 * otherwise shut an address out, on loopback every user of the machine.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** From a request to the last byte of its answer, ms. */
  readonly answerMs: number;
}

interface Connection {
  readonly address: string;
  /** Answers that are not at their end yet; those that wait behind others never hear of the end of their connection. */
  readonly pending: Set<ServerResponse>;
  answered: number;
}

export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #open = new Map<Socket, Connection>();
  /** A TLS socket is another object than the one it was made of; address and port are the same. */
  readonly #byPeer = new Map<string, Socket>();
  readonly #deadlines = new Map<ServerResponse, NodeJS.Timeout>();

  constructor(server: Server, limits: ConnectionLimits) {
    this.#limits = limits;
    server.on('connection', (socket: Socket) => this.#accept(socket));
    server.on('request', (request, response) => this.#asked(request, response));
  }

  /** An answer that has no end: a stream of events. */
  keepOpen(response: ServerResponse): void {
    clearTimeout(this.#deadlines.get(response));
    this.#deadlines.delete(response);
  }

  /** Ends every connection now, TLS handshakes too, and every wait for one. */
  destroyAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
    for (const timer of this.#deadlines.values()) clearTimeout(timer);
    this.#deadlines.clear();
  }

  /** Ends the connection of a socket that may be the TLS one of it. */
  destroy(socket: Socket): void {
    this.#byPeer.get(peerOf(socket))?.destroy();
    socket.destroy();
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const own = [...this.#open].filter(([, connection]) => connection.address === address);
    const full = own.length >= this.#limits.connectionsPerAddress;
    if ((full && !closeIdle(own)) || (this.#open.size >= this.#limits.connections && !closeIdle(this.#open))) {
      socket.destroy();
      return;
    }
    const connection: Connection = { address, pending: new Set(), answered: 0 };
    this.#open.set(socket, connection);
    const peer = peerOf(socket);
    this.#byPeer.set(peer, socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      for (const response of connection.pending) this.keepOpen(response);
      if (this.#byPeer.get(peer) === socket) this.#byPeer.delete(peer);
    });
  }

  #asked(request: IncomingMessage, response: ServerResponse): void {
    const raw = this.#byPeer.get(peerOf(request.socket));
    const connection = raw === undefined ? undefined : this.#open.get(raw);
    connection?.pending.add(response);
    // The end of the connection, whoever is slow.
    this.#deadlines.set(response, setTimeout(() => request.socket.destroy(), this.#limits.answerMs).unref());
    response.once('close', () => {
      this.keepOpen(response);
      if (connection?.pending.delete(response)) connection.answered += 1;
    });
  }
}

/** Closes the oldest one that was answered and asks nothing more; false where there is none: a new one has its time to ask. */
function closeIdle(connections: Iterable<readonly [Socket, Connection]>): boolean {
  for (const [socket, { pending, answered }] of connections) {
    if (pending.size > 0 || answered === 0 || socket.destroyed) continue;
    socket.destroy();
    return true;
  }
  return false;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
