/**
 * Which clients of a device its charts tell apart: the few that use most of it of late. Each keeps its place, and with that its
 * colour, until another uses clearly more.
 */
import type { History } from '../../history/history.js';
import type { Client, Device, Snapshot } from '../../ledger/snapshot.js';
import { mainBytesOf, mainMemory } from '../../view/devices/main-memory.js';
import { inEngineOrder } from '../../measures/engines.js';
import { printable } from '../../view/text/printable.js';
import { NEEDED_NS } from '../steady.js';

export const MOST_LEADERS = 4;

export interface Leader {
  readonly key: string;
  /** Printable. */
  readonly name: string;
  /** The owner's: tells those of one name apart. */
  readonly pid: number;
}

/** A device's part: places of the clients in its charts, and the engine that the charts are about. */
export interface DeviceLead {
  readonly engine: string | null;
  /**
   * Engines that were ever busy, the shown one left out: once one is there it stays. First those that once were worth looking at, last
   * those next to idle all the time.
   */
  readonly others: readonly string[];
  /** What the charts of engines are worth: 2 of those that were busy at some time of the last minute, 1 where they did more than a little. */
  readonly worth: ReadonlyMap<string, number>;
  /** The memory in use changed in the last minute by more than a little. */
  readonly memoryMoves: boolean;
  /** By place; null: nobody. */
  readonly places: readonly (Leader | null)[];
}

/** How much a client uses of late, and as it was seen last. */
interface Score {
  value: number;
  client: Client;
}

interface Lead {
  engine: string | null;
  others: string[];
  places: (Leader | null)[];
  readonly scores: Map<string, Score>;
  /** Of the engines, as of the clients: how much of late. */
  readonly engines: Map<string, number>;
  /** Engines that were ever more than next to idle. */
  readonly noticed: Set<string>;
  /** When an engine last did more than a little, and when it was last busy. */
  readonly livelyNs: Map<string, bigint>;
  readonly busyNs: Map<string, bigint>;
  worth: ReadonlyMap<string, number>;
  /** The memory in use when it last changed by more than a little, and when that was. */
  usedBytes: number | null;
  movedNs: bigint | null;
  memoryMoves: boolean;
}

/** What a new tick counts for: about the last ten ticks decide. */
const NEW = 0.1;
/** What a newcomer must have more than the one whose place it takes. */
const MORE = 1.5;
const LEAST = 0.005;
/** An engine other than the one shown must be so much busier, and that one be next to idle. */
const ENGINE_LEAST = 0.1;
const ENGINE_IDLE = 0.02;
/** What is more than a little, and what is busy, of an engine's time; and what is more than a little of a memory. */
const LIVELY = 0.1;
const BUSY = 0.5;
const MOVED = 0.02;

const NO_LEAD: DeviceLead = { engine: null, others: [], worth: new Map(), memoryMoves: false, places: [] };

export class Leaders {
  readonly #history: History;
  readonly #leads = new Map<string, Lead>();
  #seen: Snapshot | null = null;

  constructor(history: History) {
    this.#history = history;
  }

  of(device: string): DeviceLead {
    return this.#leads.get(device) ?? NO_LEAD;
  }

  /** Takes the next snapshot; the same again changes nothing. */
  see(snapshot: Snapshot): void {
    if (snapshot === this.#seen) return;
    this.#seen = snapshot;
    const clients = new Map<string, Client[]>();
    for (const client of snapshot.clients) {
      const own = clients.get(client.device);
      if (own === undefined) clients.set(client.device, [client]);
      else own.push(client);
    }
    for (const device of snapshot.devices) this.#seeDevice(device, clients.get(device.id) ?? [], snapshot.atNs);
    if (this.#leads.size <= snapshot.devices.length) return;
    const present = new Set(snapshot.devices.map(({ id }) => id));
    for (const id of this.#leads.keys()) if (!present.has(id)) this.#leads.delete(id);
  }

  #seeDevice(device: Device, clients: readonly Client[], atNs: bigint): void {
    let lead = this.#leads.get(device.id);
    if (lead === undefined) this.#leads.set(device.id, (lead = newLead()));
    seeWorth(lead, device, atNs);
    lead.engine = engineOf(device, lead);
    const { engine } = lead;
    const others = inEngineOrder([...lead.engines].flatMap(([name, mean]) => (mean > 0 && name !== engine ? [name] : [])));
    const { noticed, livelyNs } = lead;
    for (const name of others) if ((lead.engines.get(name) ?? 0) > ENGINE_IDLE) noticed.add(name);
    const rank = (name: string): number => (livelyNs.has(name) ? 2 : noticed.has(name) ? 1 : 0);
    lead.others = others.sort((a, b) => rank(b) - rank(a));
    const scores = score(lead, device, clients);
    // One that is gone keeps its place while its past can be drawn.
    lead.places = lead.places.map((leader) => {
      if (leader === null || this.#history.client(leader.key) === null) return null;
      const now = lead.scores.get(leader.key)?.client;
      return now === undefined ? leader : leaderOf(now);
    });
    while (lead.places.length < MOST_LEADERS) lead.places.push(null);
    choose(lead, scores);
  }
}

function newLead(): Lead {
  const [scores, engines] = [new Map<string, Score>(), new Map<string, number>()];
  const [livelyNs, busyNs] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const memory = { usedBytes: null, movedNs: null };
  return { ...NO_LEAD, ...memory, others: [], places: [], scores, engines, noticed: new Set(), livelyNs, busyNs };
}

/** What is worth looking at is so at once, and until a minute went by in which it was not: heights of charts hang on it. */
function seeWorth(lead: Lead, device: Device, atNs: bigint): void {
  // A recording can be wound back.
  const isOfLate = (ns: bigint | null | undefined): boolean => ns != null && ns <= atNs && atNs - ns < NEEDED_NS;
  const { livelyNs, busyNs } = lead;
  const worth = new Map<string, number>();
  for (const [name, { ratio }] of device.engines) {
    if (ratio !== null && ratio > LIVELY) livelyNs.set(name, atNs);
    if (ratio !== null && ratio > BUSY) busyNs.set(name, atNs);
    if (isOfLate(livelyNs.get(name))) worth.set(name, isOfLate(busyNs.get(name)) ? 2 : 1);
  }
  lead.worth = worth;
  const { usedBytes = null, totalBytes = null } = mainMemory(device) ?? {};
  if (usedBytes !== null && totalBytes !== null && Math.abs(usedBytes - (lead.usedBytes ?? usedBytes)) > totalBytes * MOVED) {
    [lead.usedBytes, lead.movedNs] = [usedBytes, atNs];
  }
  lead.usedBytes ??= usedBytes;
  lead.memoryMoves = isOfLate(lead.movedNs);
}

/** The engine to show: the busiest of late when none was, and another only when this one has come to rest. */
function engineOf({ engines }: Device, lead: Lead): string | null {
  let best: string | null = null;
  for (const [name, { ratio, basis }] of engines) {
    // An instant and a bound have no past to draw.
    if (basis !== undefined) continue;
    const mean = (lead.engines.get(name) ?? ratio ?? 0) * (1 - NEW) + (ratio ?? 0) * NEW;
    lead.engines.set(name, mean);
    if (best === null || mean > (lead.engines.get(best) ?? 0)) best = name;
  }
  const now = lead.engine;
  if (now === null || best === null) return best ?? now;
  const change = (lead.engines.get(best) ?? 0) > ENGINE_LEAST && (lead.engines.get(now) ?? 0) < ENGINE_IDLE;
  return change ? best : now;
}

/** Of each client its busiest engine, whichever it is, and its share of the memory. */
function score({ scores }: Lead, device: Device, clients: readonly Client[]): readonly Score[] {
  const all: Score[] = [];
  const memory = mainMemory(device);
  const total = memory?.totalBytes ?? null;
  for (const client of clients) {
    const { key, engines } = client;
    const { list } = engines;
    let use = 0;
    for (const { ratio } of list) use = Math.max(use, ratio ?? 0);
    use = Math.min(1, use);
    if (memory !== null && total !== null && total > 0) use += (mainBytesOf(client, memory) ?? 0) / total;
    let known = scores.get(key);
    if (known === undefined) scores.set(key, (known = { value: use, client }));
    known.value = known.value * (1 - NEW) + use * NEW;
    known.client = client;
    all.push(known);
  }
  if (scores.size > 2 * clients.length + MOST_LEADERS) {
    const present = new Set(clients.map(({ key }) => key));
    for (const key of scores.keys()) if (!present.has(key)) scores.delete(key);
  }
  return all;
}

/** @param now the scores of the clients that are there */
function choose({ scores, places }: Lead, now: readonly Score[]): void {
  const scoreAt = (place: number): number => {
    const leader = places[place];
    return leader == null ? 0 : (scores.get(leader.key)?.value ?? 0);
  };
  let weakest = 0;
  for (let place = 1; place < places.length; place += 1) if (scoreAt(place) < scoreAt(weakest)) weakest = place;
  const bar = scoreAt(weakest) * MORE + LEAST;
  const better = now.filter(({ value, client }) => value > bar && !places.some((leader) => leader?.key === client.key));
  better.sort((a, b) => b.value - a.value);
  for (const { client, value } of better.slice(0, MOST_LEADERS)) {
    let place = places.indexOf(null);
    if (place === -1) {
      place = 0;
      for (let each = 1; each < places.length; each += 1) if (scoreAt(each) < scoreAt(place)) place = each;
      if (value <= scoreAt(place) * MORE + LEAST) return;
    }
    places[place] = leaderOf(client);
  }
}

function leaderOf({ key, owner }: Client): Leader {
  return { key, name: printable(owner.comm ?? String(owner.pid)), pid: owner.pid };
}
