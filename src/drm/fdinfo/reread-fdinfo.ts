/**
 * Reads what a fd says by what it said before.
 *
 * From one tick to the next a text is the same but for the digits of some figures. Which they are is learnt from two texts; then a
 * text is held against what stands between them, and if nothing else differs, the lines of those engines and regions alone are read, by the
 * parser's own rules. Any other text is parsed. The outcome is always the parser's, and the parts in which nothing changed are
 * the very objects of before.
 */
import { ByName, placeOf } from '../../measures/by-name.js';
import { detached } from './detached-string.js';
import { type EngineCounters, type Fdinfo, noCounters, noRegionBytes, type RegionBytes } from './fdinfo.js';
import type { ReadInto } from './fdinfo-keys.js';
import { parseFdinfo, parseLines, type ReadLine } from './parse-fdinfo.js';
import { digitsEnd } from './quantity.js';

/** A text, what it says, and how to read the next one of its fd. */
export interface ReadText {
  readonly text: string;
  readonly fdinfo: Fdinfo;
  /** Null: not known yet, or it cannot be told. */
  readonly figures: Figures | null;
  /** What stands before the first figure: the client's identity, as a rule. */
  readonly head: string;
}

/**
 * The figures of engines, regions and further keys of which some were seen to change. They are of every text that differs in digits alone, and
 * so, beside the head, of nearly all clients of a driver at once.
 */
interface Figures {
  /** What stands behind each figure, up to the next one. */
  readonly gaps: readonly string[];
  /** What they are figures of. */
  readonly subjects: readonly Subject[];
  /** Those that were seen to change: the places of their lines among all that are used. */
  readonly places: readonly number[];
  /** One object for all forms that differ in what follows the digits alone: the kernel prints `47 MiB` where it would be `48128 KiB`. */
  readonly family: object;
}

/** An engine, a region or a key that no rule knows; `place` is the one in its part of the `Fdinfo`. */
type Subject =
  SubjectOf<'engines', LineInto<EngineCounters>> | SubjectOf<'memory', LineInto<RegionBytes>> | SubjectOf<'unknown', Line>;

interface SubjectOf<P, L> {
  readonly part: P;
  readonly place: number;
  readonly lines: L[];
}

interface Line {
  /** Its figure's number. */
  readonly figure: number;
  /** Length of what belongs to the value behind its digits. */
  readonly tail: number;
}

interface LineInto<T> extends Line {
  readonly readInto: ReadInto<T>;
}

/** More lines than drivers print. Of a longer text nothing is kept, since each of its lines would cost many times its letters: it is parsed each time. */
const MOST_LINES = 400;

/** What `text` says. The outcome is the one of `parseFdinfo(text)`. `before` is what the same fd said last, if anything. */
export function rereadFdinfo(before: ReadText | undefined, text: string): ReadText {
  if (before === undefined) return { text, fdinfo: parseFdinfo(text), figures: null, head: '' };
  if (before.figures === null) {
    if (before.text === text) return before;
  } else {
    if (isUnmoved(before.figures, before.text, text)) return before;
    const again = readFigures(before, before.figures, text) ?? readAlike(before, before.figures, text);
    if (again !== null) return again;
  }
  const lines: ReadLine[] = [];
  const fdinfo = parseLines(text, lines);
  const learnt = lines.length > MOST_LINES ? null : figuresOf(before, text, fdinfo, lines);
  return { text, fdinfo, figures: learnt?.figures ?? null, head: learnt?.head ?? '' };
}

/** Whether it is the same text. The last digit differs nearly always if any does. */
function isUnmoved({ gaps }: Figures, old: string, text: string): boolean {
  if (old.length !== text.length) return false;
  const last = text.length - (gaps[gaps.length - 1] ?? '').length - 1;
  return text.charCodeAt(last) === old.charCodeAt(last) && text === old;
}

/*
 * What follows runs for every client in every tick, most of the time as code that V8 has not optimized: loops by places, for an iterator takes as
 * long there as what is done with its value, and parts of texts compared, not letters: V8 copies nothing for a part.
 */

/** Where the digits of each figure begin and end in the text that is being read. */
const starts = new Uint32Array(MOST_LINES);
const stops = new Uint32Array(MOST_LINES);

/** Null: the text is not as the one before but for those figures, or one of them became one that cannot be used. */
function readFigures(before: ReadText, figures: Figures, text: string): ReadText | null {
  if (!isOfForm(before.head, figures.gaps, text)) return null;
  const { fdinfo } = before;
  const { subjects } = figures;
  let engines: EngineCounters[] | null = null;
  let memory: RegionBytes[] | null = null;
  let unknown: string[] | null = null;
  for (let i = 0; i < subjects.length; i++) {
    const subject = subjects[i];
    if (subject === undefined) break;
    const { part, place } = subject;
    if (part === 'engines') {
      const now = noCounters();
      if (!isRead(now, subject.lines, text)) return null;
      if (!areSameCounters(now, fdinfo.engines.list[place])) (engines ??= fdinfo.engines.list.slice())[place] = now;
    } else if (part === 'memory') {
      const now = noRegionBytes();
      if (!isRead(now, subject.lines, text)) return null;
      if (!areSameBytes(now, fdinfo.memory.list[place])) (memory ??= fdinfo.memory.list.slice())[place] = now;
    } else {
      const { figure = 0, tail = 0 } = subject.lines[0] ?? {};
      const now = text.slice(starts[figure], (stops[figure] ?? 0) + tail);
      if (now !== fdinfo.unknown.list[place]) (unknown ??= fdinfo.unknown.list.slice())[place] = now;
    }
  }
  // A whole literal and no spread: this runs for every working client in every tick.
  const now: Fdinfo = {
    driver: fdinfo.driver,
    pdev: fdinfo.pdev,
    clientId: fdinfo.clientId,
    clientName: fdinfo.clientName,
    mountId: fdinfo.mountId,
    inode: fdinfo.inode,
    engines: engines === null ? fdinfo.engines : new ByName(fdinfo.engines.names, engines),
    memory: memory === null ? fdinfo.memory : new ByName(fdinfo.memory.names, memory),
    unknown: unknown === null ? fdinfo.unknown : new ByName(fdinfo.unknown.names, unknown),
    badLines: fdinfo.badLines,
  };
  return { text, fdinfo: now, figures, head: before.head };
}

/** The same by another form of the family: what is no figure says the same in all of them. */
function readAlike(before: ReadText, figures: Figures, text: string): ReadText | null {
  for (const each of met) {
    if (each === figures || each.family !== figures.family) continue;
    const again = readFigures(before, each, text);
    if (again !== null) return again;
  }
  return null;
}

/** Whether a text differs from that form in its digits alone; if so, their places are in `starts` and `stops`. */
function isOfForm(head: string, gaps: readonly string[], text: string): boolean {
  let at = head.length;
  if (text.slice(0, at) !== head) return false;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i] ?? '';
    const stop = digitsEnd(text, at, text.length);
    if (stop === at) return false;
    starts[i] = at;
    stops[i] = stop;
    at = stop + gap.length;
    if (text.slice(stop, at) !== gap) return false;
  }
  return at === text.length;
}

/** Reads all lines of an engine or region. False: one cannot be used. */
function isRead<T>(into: T, lines: readonly LineInto<T>[], text: string): boolean {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) break;
    const { figure, tail, readInto } = line;
    if (readInto(into, text, starts[figure] ?? 0, (stops[figure] ?? 0) + tail) !== null) return false;
  }
  return true;
}

function areSameCounters(a: EngineCounters, b: EngineCounters | undefined): boolean {
  return (
    a.busyNs === b?.busyNs &&
    a.cycles === b.cycles &&
    a.totalCycles === b.totalCycles &&
    a.capacity === b.capacity &&
    a.maxFrequencyHz === b.maxFrequencyHz &&
    a.currentFrequencyHz === b.currentFrequencyHz
  );
}

function areSameBytes(a: RegionBytes, b: RegionBytes | undefined): boolean {
  return (
    a.residentBytes === b?.residentBytes &&
    a.totalBytes === b.totalBytes &&
    a.sharedBytes === b.sharedBytes &&
    a.purgeableBytes === b.purgeableBytes &&
    a.activeBytes === b.activeBytes &&
    a.memoryBytes === b.memoryBytes
  );
}

/** The figures of a text by what is known of the text before and by how it now differs from it. Null: none changed, or it cannot be told. */
function figuresOf(before: ReadText, text: string, fdinfo: Fdinfo, lines: readonly ReadLine[]): Learnt | null {
  const places = changingPlaces(before, text, lines);
  if (places.length === 0) return null;
  const chosen = figureLines(lines, places);
  const starts = chosen.map(({ start }) => start);
  const stops = chosen.map(({ start, end }) => digitsEnd(text, start, end));
  const gaps = stops.map((stop, i) => text.slice(stop, starts[i + 1]));
  return {
    head: detached(text.slice(0, starts[0])),
    figures: shared({ gaps, subjects: subjectsOf(fdinfo, chosen, stops), places }),
  };
}

interface Learnt {
  readonly head: string;
  readonly figures: Figures;
}

/** The places of lines with figures that change. */
function changingPlaces({ text: old, figures }: ReadText, text: string, lines: readonly ReadLine[]): number[] {
  const known = new Set(figures?.places);
  const isAligned = old.length === text.length;
  return lines.flatMap(({ rule, start, end }, place) => {
    if (rule.part === null) return [];
    const stop = digitsEnd(text, start, end);
    return stop > start && (known.has(place) || (isAligned && text.slice(start, stop) !== old.slice(start, stop))) ? [place] : [];
  });
}

/** Those lines and all others of the same engines, regions and keys. */
function figureLines(lines: readonly ReadLine[], places: readonly number[]): ReadLine[] {
  const changing = new Set(places.flatMap((place) => lines.slice(place, place + 1)).map(subjectKey));
  return lines.filter((line) => changing.has(subjectKey(line)));
}

function subjectKey({ rule }: ReadLine): string {
  return `${rule.part} ${rule.name}`;
}

function subjectsOf({ engines, memory, unknown }: Fdinfo, lines: readonly ReadLine[], stops: readonly number[]): Subject[] {
  const subjects = new Map<string, Subject>();
  for (const [figure, line] of lines.entries()) {
    const { rule, end } = line;
    const { name } = rule;
    const own = { figure, tail: end - (stops[figure] ?? end) };
    const key = subjectKey(line);
    const known = subjects.get(key);
    if (rule.part === 'engines') {
      const into = { ...own, readInto: rule.readInto };
      if (known?.part === 'engines') known.lines.push(into);
      else subjects.set(key, { part: 'engines', place: placeOf(engines.names, name), lines: [into] });
    } else if (rule.part === 'memory') {
      const into = { ...own, readInto: rule.readInto };
      if (known?.part === 'memory') known.lines.push(into);
      else subjects.set(key, { part: 'memory', place: placeOf(memory.names, name), lines: [into] });
    } else if (known === undefined) {
      // Of a key that is printed twice the first value counts.
      subjects.set(key, { part: 'unknown', place: placeOf(unknown.names, name), lines: [own] });
    }
  }
  return [...subjects.values()];
}

type Form = Omit<Figures, 'family'>;

/** Forms that were met: clients of one driver have one, and what is looked at for each of them is in the processor's cache already. */
const met: Figures[] = [];
const MOST_FORMS = 64;
const MOST_LETTERS = 8192;
let next = 0;

/** The figures that have been given for the same form, else these. */
function shared(form: Form): Figures {
  const { gaps, subjects, places } = form;
  if (gaps.reduce((sum, { length }) => sum + length, 0) > MOST_LETTERS) return { ...form, family: {} };
  const known = met.find((each) => isSameForm(each, form));
  if (known !== undefined) return known;
  const family = met.find((each) => isSameFamily(each, form))?.family ?? {};
  const kept = { gaps: gaps.map(detached), subjects, places, family };
  met[next++ % MOST_FORMS] = kept;
  return kept;
}

function isSameForm(a: Form, b: Form): boolean {
  return areSame(a.gaps, b.gaps) && isSameFamily(a, b);
}

function isSameFamily(a: Form, b: Form): boolean {
  return (
    a.gaps.length === b.gaps.length &&
    areSame(a.places, b.places) &&
    areSame(a.subjects, b.subjects, isSameSubject) &&
    areSame(betweenValues(a), betweenValues(b))
  );
}

/** What stands between values, of which the unit is a part. */
function betweenValues({ gaps, subjects }: Form): string[] {
  const between = [...gaps];
  for (const { lines } of subjects) for (const { figure, tail } of lines) between[figure] = (gaps[figure] ?? '').slice(tail);
  return between;
}

function isSameSubject(a: Subject, b: Subject): boolean {
  return a.part === b.part && a.place === b.place && areSame<Line>(a.lines, b.lines, isSameLine);
}

function isSameLine(a: Line & Partial<LineInto<never>>, b: Line & Partial<LineInto<never>>): boolean {
  return a.figure === b.figure && a.readInto === b.readInto;
}

function areSame<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean = Object.is): boolean {
  return a.length === b.length && a.every((each, place) => isSame(each, b[place] as T));
}
