/**
 * Which fields nvidia-smi is asked for. One that its driver does not know is refused with all others, so those are left out: all at once by
 * what the tool says in `--help-query-gpu`, and where that is of no help one after the other, as they are refused.
 */
import { QUERY_FIELDS } from './query.js';

const REFUSAL = /\bField "([\w.]{1,80})" is not a valid field\b/i;
/** `"clocks.current.sm" or "clocks.sm"` begins the paragraph about a field. */
const HELP = /^"[\w.]{1,80}"(?: or "[\w.]{1,80}")*\s*$/;

export class QueryFields {
  readonly #refused = new Set<string>();
  #known: ReadonlySet<string> | null = null;
  readonly #help = new Set<string>();

  /** The fields to ask for, each by one name. */
  get wanted(): readonly string[] {
    return QUERY_FIELDS.flatMap((names) => names.find((name) => this.#isKnown(name)) ?? []);
  }

  /** Whether the tool should be asked which fields it has: one was refused, and it was not asked yet. */
  get asksForHelp(): boolean {
    return this.#refused.size > 0 && this.#known === null;
  }

  /** True for a line that refuses a field that was wanted: there is another list now. */
  refuses(line: string): boolean {
    const [, name] = REFUSAL.exec(line) ?? [];
    if (name === undefined || !this.wanted.includes(name)) return false;
    this.#refused.add(name);
    return true;
  }

  /** Takes in a line of the help. */
  hear(line: string): void {
    if (HELP.test(line))
      for (const [, name = ''] of line.matchAll(/"([\w.]+)"/g)) if (this.#help.size < MOST_FIELDS) this.#help.add(name);
  }

  /** The help is over. Where it named nothing that is needed it was none, and all fields stay wanted that were not refused. */
  heard(): void {
    this.#known = this.#help.has('index') ? new Set(this.#help) : ANY;
  }

  #isKnown(name: string): boolean {
    return !this.#refused.has(name) && (this.#known === null || this.#known === ANY || this.#known.has(name));
  }
}

/** More than any driver has. */
const MOST_FIELDS = 2000;
const ANY: ReadonlySet<string> = new Set();
