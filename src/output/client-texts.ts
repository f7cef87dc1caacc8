/**
 * Clients as JSON, text by text from one tick to the next. Most clients of most machines do nothing, and of such a one nothing differs but
 * when it was read: its text of before is taken with another time in it.
 */
import type { Client, EngineUse, Snapshot } from '../ledger/snapshot.js';
import { jsonClient } from './json-client.js';
import { safeJson } from './safe-json.js';

/** A client as it was written last; its text without the time at which it was read. */
interface Written {
  readonly client: Client;
  readonly before: string;
  readonly after: string;
}

/** `jsonClient` begins with keys of ours alone, and a quotation mark within a text is escaped: so this stands where it belongs and nowhere before. */
const READ_KEY = '"read_mono_ns":"';

export class ClientTexts {
  #host = '';
  /** By `Client.key`, those of the last tick. */
  #written: ReadonlyMap<string, Written> = new Map();

  /** The elements of an array: `safeJson(jsonClient(client))` of each. */
  of(clients: readonly Client[], snapshot: Pick<Snapshot, 'host' | 'wallMs'>): string {
    if (snapshot.host !== this.#host) this.#written = new Map();
    this.#host = snapshot.host;
    const written = new Map<string, Written>();
    const texts = clients.map((client) => {
      const last = this.#written.get(client.key);
      const now = last !== undefined && isUnchanged(last.client, client) ? last : write(client, snapshot);
      written.set(client.key, now);
      return `${now.before}${client.reading.atNs}${now.after}`;
    });
    this.#written = written;
    return texts.join(',');
  }
}

function write(client: Client, snapshot: Pick<Snapshot, 'host' | 'wallMs'>): Written {
  const text = safeJson(jsonClient(client, snapshot));
  const at = text.indexOf(READ_KEY) + READ_KEY.length;
  return { client, before: text.slice(0, at), after: text.slice(text.indexOf('"', at)) };
}

/** What differs in every tick: the time of the reading stands apart, its text is not printed, and engines are looked into. */
const OWN_OF_TICK: ReadonlySet<string> = new Set<keyof Client>(['reading', 'readingBefore', 'engines']);

/**
 * Whether all that is printed of a client but the time of its reading is what it was: the ledger hands on the very objects in which nothing
 * changed. Of one at rest the wall time of its reading is printed too.
 */
function isUnchanged(a: Client, b: Client): boolean {
  if (b.restNs !== null) return false;
  const names = Object.keys(b) as (keyof Client)[];
  return (
    names.length === Object.keys(a).length &&
    names.every((name) => a[name] === b[name] || OWN_OF_TICK.has(name)) &&
    areSameUses(a.engines, b.engines)
  );
}

function areSameUses(a: Client['engines'], b: Client['engines']): boolean {
  return a === b || (a.names === b.names && a.list.every((use, place) => isSameUse(use, b.list[place])));
}

function isSameUse(a: EngineUse, b: EngineUse | undefined): boolean {
  return a.ratio === b?.ratio && a.basis === b.basis && a.reason === b.reason && a.counters === b.counters;
}
