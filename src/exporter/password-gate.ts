/**
 * Who may read, by basic auth against bcrypt hashes.
 *
 * A bcrypt check is made to be expensive, and here it runs on the thread that also samples. So a name and password that were right once are
 * known by their keyed digest, checks run one at a time and take at most a fifth of a core, and only a few callers, each
 * from another address, may wait for one. A flood of wrong passwords costs the flooder's own readers their place in the queue
 * and nobody a sample.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compare, getRounds } from 'bcryptjs';
import { nobodysHash } from './password-hash.js';

export type Verdict = 'welcome' | 'refused' | 'busy';

const MOST_WAITING = 16;
const MOST_KNOWN = 256;
/** Rest after a check, as a multiple of the time it took. */
const REST = 4;

export class PasswordGate {
  readonly #users: ReadonlyMap<string, string>;
  readonly #nobody: string;
  readonly #key = randomBytes(32);
  readonly #known = new Set<string>();
  readonly #waiting = new Set<string>();
  #queue: Promise<void> = Promise.resolve();

  /** @param users bcrypt hashes by name, at least one. */
  constructor(users: ReadonlyMap<string, string>) {
    this.#users = users;
    this.#nobody = nobodysHash(Math.max(...Array.from(users.values(), (hash) => getRounds(hash))));
  }

  /** @param authorization the header as it came. @param address who asks; one check at a time for each. */
  async check(authorization: string | undefined, address: string): Promise<Verdict> {
    const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
    const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
    if (name === undefined || password === undefined) return 'refused';
    const digest = createHmac('sha256', this.#key).update(`${name}:${password}`).digest('base64');
    if (this.#known.has(digest)) return 'welcome';
    if (this.#waiting.has(address) || this.#waiting.size >= MOST_WAITING) return 'busy';
    this.#waiting.add(address);
    const right = await this.#inTurn(() => compare(password, this.#users.get(name) ?? this.#nobody)).finally(() => {
      this.#waiting.delete(address);
    });
    if (!right || !this.#users.has(name)) return 'refused';
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(digest);
    return 'welcome';
  }

  #inTurn(check: () => Promise<boolean>): Promise<boolean> {
    const turn = this.#queue.then(async () => {
      const startMs = performance.now();
      const right = await check();
      return { right, tookMs: performance.now() - startMs };
    });
    this.#queue = turn.then(
      ({ tookMs }) => sleep(tookMs * REST, undefined, { ref: false }),
      () => undefined,
    );
    return turn.then(({ right }) => right);
  }
}
