/** A YAML mapping that knows on which line each key stands, for messages that a user can act on. */
import { type Document, isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { UsageError } from '../errors/usage-error.js';

export class YamlMap {
  readonly #path: string;
  readonly #lines: LineCounter;
  readonly #map: YAMLMap | null;

  constructor(path: string, lines: LineCounter, map: YAMLMap | null) {
    this.#path = path;
    this.#lines = lines;
    this.#map = map;
  }

  keys(): string[] {
    return this.#map?.items.map(({ key }) => nameOf(key)) ?? [];
  }

  /** Throws for a key that is in neither list, and, saying so, for one that is known but not supported. */
  allow(known: readonly string[], unsupported: readonly string[]): void {
    for (const key of this.keys()) {
      if (unsupported.includes(key)) throw this.error(key, 'is not supported by gpu-top');
      if (!known.includes(key)) throw this.error(key, `is unknown: expected ${known.join(', ')}`);
    }
  }

  /** A mapping below a key; empty where there is none. */
  map(key: string): YamlMap {
    const value = this.#item(key)?.value;
    if (isMap(value)) return new YamlMap(this.#path, this.#lines, value);
    if (!isNothing(value)) throw this.error(key, 'expected a mapping');
    return new YamlMap(this.#path, this.#lines, null);
  }

  /** A plain value as text; null where there is none. */
  text(key: string): string | null {
    const value = this.#item(key)?.value;
    if (isNothing(value)) return null;
    const plain: unknown = isScalar(value) ? value.value : value;
    if (typeof plain !== 'string' && typeof plain !== 'number' && typeof plain !== 'boolean')
      throw this.error(key, 'expected a text');
    return String(plain);
  }

  #item(name: string): { readonly key: unknown; readonly value: unknown } | undefined {
    return this.#map?.items.find(({ key }) => nameOf(key) === name);
  }

  /** The error to throw for what stands at a key. */
  error(key: string, problem: string): UsageError {
    const item = this.#item(key);
    const start = isScalar(item?.key) ? item.key.range?.[0] : this.#map?.range?.[0];
    return new UsageError(`web config '${this.#path}', line ${this.#lines.linePos(start ?? 0).line}: ${key}: ${problem}`);
  }
}

/** A key as it was written: a user may be called 0042, which YAML takes for a number. Empty: it is no plain value. */
function nameOf(key: unknown): string {
  if (!isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** Three hundred users with their hashes; the parser takes a second of CPU for a hundred KiB of nested keys. */
const MAX_LENGTH = 32 * 1024;

/** Throws `UsageError` for what is no YAML or no mapping, or too long. An empty file is an empty mapping. */
export function readYaml(path: string, text: string): YamlMap {
  if (text.length > MAX_LENGTH)
    throw new UsageError(`web config '${path}', line 1: longer than ${MAX_LENGTH / 1024} KiB, which no web config needs`);
  const lines = new LineCounter();
  const document = parsed(path, text, lines);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new UsageError(`web config '${path}', line ${lines.linePos(error.pos[0]).line}: ${error.message}`, { cause: error });
  }
  const { contents } = document;
  if (isNothing(contents)) return new YamlMap(path, lines, null);
  if (!isMap(contents)) throw new UsageError(`web config '${path}', line 1: expected a mapping`);
  return new YamlMap(path, lines, contents);
}

/** The parser calls itself for each level, so a few thousand of them are more than it can take. */
function parsed(path: string, text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`web config '${path}', line 1: nested too deeply`, { cause: error });
  }
}

/** No value, or YAML's own null: `key:` with nothing behind it. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (isScalar(value) && value.value === null);
}
