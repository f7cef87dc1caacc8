/**
 * What a boot brought back: the files that each scene kept, by name. A guest prints one NDJSON line for each (see
 * guest/play.sh), so what was kept before a crash is there.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseTicks, type Tick } from './tick.js';
import { entriesBelow } from '../support/entries-below.js';

interface Kept {
  readonly scene: string;
  readonly file: string;
  readonly base64: string;
}

export class SceneEvidence {
  readonly #scene: string;
  readonly #files: ReadonlyMap<string, Buffer>;

  constructor(scene: string, files: ReadonlyMap<string, Buffer>) {
    this.#scene = scene;
    this.#files = files;
  }

  /** Names of the kept files that end in `suffix`. */
  names(suffix: string): string[] {
    return [...this.#files.keys()].filter((name) => name.endsWith(suffix));
  }

  /** @throws Error when the guest did not keep that file, with what it did keep */
  text(file: string): string {
    return this.bytes(file).toString('utf8');
  }

  /** @throws Error as `text` does */
  bytes(file: string): Buffer {
    const bytes = this.#files.get(file);
    if (bytes === undefined) throw new Error(`scene ${this.#scene} kept no ${file}, only: ${[...this.#files.keys()].join(' ')}`);
    return bytes;
  }

  /** The file's lines, each as its words. */
  rows(file: string): string[][] {
    return this.text(file)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' '));
  }

  /** Every tick of a `--json` run; at least one. @throws Error with what the program said otherwise */
  ticks(file: string, stderr = 'stderr'): [Tick, ...Tick[]] {
    const [first, ...rest] = parseTicks(this.text(file));
    if (!first) throw new Error(`${this.#scene}/${file} has no tick; stderr: ${this.text(stderr)}`);
    return [first, ...rest];
  }
}

export class Evidence {
  readonly #scenes = new Map<string, Map<string, Buffer>>();

  /** @param stdout of a machine */
  constructor(stdout = '') {
    for (const line of stdout.split('\n')) {
      if (!line.startsWith('{') || !line.endsWith('}')) continue;
      const kept = JSON.parse(line) as Kept;
      this.#add(kept.scene, kept.file, Buffer.from(kept.base64, 'base64'));
    }
  }

  /** What `writeTo` wrote. */
  static readFrom(folder: string): Evidence {
    const evidence = new Evidence();
    for (const entry of entriesBelow(folder)) {
      if (entry.isFile()) evidence.#add(basename(entry.parentPath), entry.name, readFileSync(join(entry.parentPath, entry.name)));
    }
    return evidence;
  }

  #add(scene: string, file: string, bytes: Buffer): void {
    const files = this.#scenes.get(scene) ?? new Map<string, Buffer>();
    files.set(file, bytes);
    this.#scenes.set(scene, files);
  }

  /** Writes every file to `folder/SCENE/`, for looking at, and for judging again. */
  writeTo(folder: string): void {
    for (const [scene, files] of this.#scenes) {
      mkdirSync(join(folder, scene), { recursive: true });
      for (const [name, bytes] of files) writeFileSync(join(folder, scene, name), bytes);
    }
  }

  scene(name: string): SceneEvidence {
    return new SceneEvidence(name, this.#scenes.get(name) ?? new Map());
  }
}
