/**
 * Stand-ins for what must not leave a machine.
 *
 * The same text gives the same token everywhere in one run, so that a scrubbed recording still shows which rows belong together. The key is
 * random and forgotten with the run: nobody can try a list of likely names against a token, and two files share none.
 */
import { createHmac, randomBytes } from 'node:crypto';

/** Texts remembered, so that an unchanged machine costs no hashing; a row of new ones starts the memory over. */
const MEMORY = 10_000;

export class Tokens {
  readonly #key = randomBytes(32);
  readonly #digests = new Map<string, string>();
  readonly #uids = new Map<number, number>();

  /** `KIND-1f2e3d4c`; the same digits for the same text under every kind. */
  word(kind: string, text: string): string {
    return `${kind}-${this.#digest(text).slice(0, 8)}`;
  }

  /** Hex digits for hex digits, as many; a shortened id becomes the shortened token of the whole one. */
  hex(digits: string): string {
    const token = this.#digest(digits.slice(0, 12)).slice(0, digits.length);
    return token.padEnd(digits.length, '0');
  }

  /** Root stays root; others are counted from 1001 in the order they are met. */
  uid(uid: number): number {
    if (uid === 0) return 0;
    const known = this.#uids.get(uid) ?? 1001 + this.#uids.size;
    this.#uids.set(uid, known);
    return known;
  }

  #digest(text: string): string {
    const known = this.#digests.get(text);
    if (known !== undefined) return known;
    if (this.#digests.size >= MEMORY) this.#digests.clear();
    const digest = createHmac('sha256', this.#key).update(text).digest('hex');
    this.#digests.set(text, digest);
    return digest;
  }
}
