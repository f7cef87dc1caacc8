/**
 * Reads what a fd says by what it said before.
 *
 * From one tick to the next a text is the same but for the digits of some figures. Where these stand is learnt from two texts; then a
 * text is held against the one before, and if nothing else differs, the lines of those engines and regions alone are read, by the
 * parser's own rules. Any other text is parsed. The outcome is always the parser's, and the parts in which nothing changed are
 * the very objects of before.
 */
import { type EngineCounters, type Fdinfo, noCounters, noRegionBytes, type RegionBytes } from './fdinfo.js';
import type { Draft } from './fdinfo-draft.js';
import type { FiguresPart } from './fdinfo-keys.js';
import { parseFdinfo, parseLines, type ReadLine } from './parse-fdinfo.js';
import { digitsEnd } from './quantity.js';

/** A text, what it says, and how to read the next one of its fd. */
export interface ReadText {
  readonly text: string;
  readonly fdinfo: Fdinfo;
  /** Null: not known yet, or it cannot be told. */
  readonly figures: Figures | null;
}

/** The figures of a text that were seen to change, in its order. Their places hold in every text that differs in their digits alone. */
interface Figures {
  /** Where the digits of each begin and end. */
  readonly edges: readonly number[];
  /** What each is a figure of. */
  readonly subjects: readonly Subject[];
  /** The place of its line among those that are used. It holds in texts of another length, too. */
  readonly places: readonly number[];
  /** All engines and regions, in the order of their maps. */
  readonly engines: readonly string[];
  readonly regions: readonly string[];
}

/** An engine, a region, or all keys that no rule knows, with all its lines. */
interface Subject {
  readonly part: FiguresPart;
  readonly name: string;
  readonly lines: readonly ReadLine[];
}

/** More lines than drivers print. Of a longer text nothing is kept, since each of its lines would cost many times its letters: it is parsed each time. */
const MOST_LINES = 400;

/** What `text` says. The outcome is the one of `parseFdinfo(text)`. `before` is what the same fd said last, if anything. */
export function rereadFdinfo(before: ReadText | undefined, text: string): ReadText {
  if (before === undefined) return { text, fdinfo: parseFdinfo(text), figures: null };
  if (before.figures !== null && before.text.length === text.length) {
    const again = readFigures(before, before.figures, text);
    if (again !== null) return again;
  }
  if (before.text === text) return before;
  const lines: ReadLine[] = [];
  const fdinfo = parseLines(text, lines);
  return { text, fdinfo, figures: figuresOf(before, { text, fdinfo }, lines) };
}

/*
 * What follows runs for every client in every tick, most of the time as code that V8 has not optimized: loops by places, for an iterator takes as
 * long there as what is done with its value, and parts of texts compared, not letters: V8 copies nothing for a part.
 */

/** Null: the text is not as the one before but for those figures. */
function readFigures(before: ReadText, figures: Figures, text: string): ReadText | null {
  const old = before.text;
  const { edges, subjects } = figures;
  let changed: Subject[] | null = null;
  let from = 0;
  for (let i = 0; i < subjects.length; i++) {
    const start = edges[2 * i] ?? 0;
    const end = edges[2 * i + 1] ?? 0;
    if (text.slice(from, start) !== old.slice(from, start)) return null;
    from = end;
    // The last digit differs nearly always if any does.
    if (text.charCodeAt(end - 1) === old.charCodeAt(end - 1) && text.slice(start, end) === old.slice(start, end)) continue;
    const subject = subjects[i];
    if (subject === undefined || digitsEnd(text, start, end) !== end) return null;
    if (changed === null) changed = [subject];
    else if (changed[changed.length - 1] !== subject && !changed.includes(subject)) changed.push(subject);
  }
  if (text.slice(from) !== old.slice(from)) return null;
  if (changed === null) return before;
  const fdinfo = withChanged(before.fdinfo, figures, changed, text);
  return fdinfo === null ? null : { text, fdinfo, figures };
}

/** Null: a figure became one that cannot be used. */
function withChanged(before: Fdinfo, figures: Figures, changed: readonly Subject[], text: string): Fdinfo | null {
  let engines: Map<string, EngineCounters> | null = null;
  let memory: Map<string, RegionBytes> | null = null;
  let unknown: Map<string, string> | null = null;
  for (let i = 0; i < changed.length; i++) {
    const subject = changed[i];
    if (subject === undefined) break;
    const { part, name } = subject;
    // A name that is set again keeps its place.
    if (part === 'engines') (engines ??= copyOf(before.engines, figures.engines)).set(name, noCounters());
    else if (part === 'memory') (memory ??= copyOf(before.memory, figures.regions)).set(name, noRegionBytes());
    else unknown = new Map();
  }
  // A whole literal and no spread: this runs for every working client in every tick.
  const next: Fdinfo = {
    driver: before.driver,
    pdev: before.pdev,
    clientId: before.clientId,
    clientName: before.clientName,
    mountId: before.mountId,
    inode: before.inode,
    engines: engines ?? before.engines,
    memory: memory ?? before.memory,
    unknown: unknown ?? before.unknown,
    badLines: before.badLines,
  };
  for (let i = 0; i < changed.length; i++) {
    const lines = changed[i]?.lines ?? [];
    for (let k = 0; k < lines.length; k++) {
      const line = lines[k];
      if (line === undefined) break;
      const { rule, start, end } = line;
      // Rules of figures write into parts that are new here, and into nothing else.
      if (rule.read(next as Draft, rule.name, text, start, end) !== null) return null;
    }
  }
  return next;
}

/** `new Map(map)` makes a pair of each entry. */
function copyOf<T>(map: ReadonlyMap<string, T>, names: readonly string[]): Map<string, T> {
  const copy = new Map<string, T>();
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    const value = map.get(name);
    if (value !== undefined) copy.set(name, value);
  }
  return copy;
}

/** Which figures change, by what is known of the text before and by how the text now differs from it. Null: none, or it cannot be told. */
function figuresOf(before: ReadText, now: Omit<ReadText, 'figures'>, lines: readonly ReadLine[]): Figures | null {
  const { text: old, figures: known } = before;
  const { text, fdinfo } = now;
  if (lines.length > MOST_LINES) return null;
  const isAligned = old.length === text.length;
  const found = { edges: [] as number[], subjects: [] as Subject[], places: [] as number[] };
  const subjects = new Map<string, Subject & { lines: ReadLine[] }>();
  let next = 0;
  for (const [place, line] of lines.entries()) {
    const { rule, start, end } = line;
    if (rule.part === null) continue;
    const name = rule.part === 'unknown' ? '' : rule.name;
    const key = `${rule.part} ${name}`;
    let subject = subjects.get(key);
    if (subject === undefined) subjects.set(key, (subject = { part: rule.part, name, lines: [] }));
    subject.lines.push(line);
    while (known !== null && (known.places[next] ?? Infinity) < place) next++;
    const isKnown = known?.places[next] === place;
    const stop = digitsEnd(text, start, end);
    if (stop === start || !(isKnown || (isAligned && text.slice(start, stop) !== old.slice(start, stop)))) continue;
    found.edges.push(start, stop);
    found.subjects.push(subject);
    found.places.push(place);
  }
  if (found.places.length === 0) return null;
  return { ...found, engines: [...fdinfo.engines.keys()], regions: [...fdinfo.memory.keys()] };
}
