/**
 * What a boot brought back: the files that each scene kept, by name. A guest prints one NDJSON line for each (see
 * guest/play.sh), so what was kept before a crash is there.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTicks, type Tick } from './tick.js';

interface Kept {
  readonly scene: string;
  readonly file: string;
  readonly base64: string;
}

export class SceneEvidence {
  readonly #scene: string;
  readonly #files: ReadonlyMap<string, string>;

  constructor(scene: string, files: ReadonlyMap<string, string>) {
    this.#scene = scene;
    this.#files = files;
  }

  /** Names of the kept files that end in `suffix`. */
  names(suffix: string): string[] {
    return [...this.#files.keys()].filter((name) => name.endsWith(suffix));
  }

  /** @throws Error when the guest did not keep that file, with what it did keep */
  text(file: string): string {
    const text = this.#files.get(file);
    if (text === undefined) throw new Error(`scene ${this.#scene} kept no ${file}, only: ${[...this.#files.keys()].join(' ')}`);
    return text;
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
  readonly #scenes = new Map<string, Map<string, string>>();

  constructor(stdout: string) {
    for (const line of stdout.split('\n')) {
      if (!line.startsWith('{') || !line.endsWith('}')) continue;
      const kept = JSON.parse(line) as Kept;
      const files = this.#scenes.get(kept.scene) ?? new Map<string, string>();
      files.set(kept.file, Buffer.from(kept.base64, 'base64').toString('utf8'));
      this.#scenes.set(kept.scene, files);
    }
  }

  /** Writes every file to `folder/SCENE/`, for looking at. */
  writeTo(folder: string): void {
    for (const [scene, files] of this.#scenes) {
      mkdirSync(join(folder, scene), { recursive: true });
      for (const [name, text] of files) writeFileSync(join(folder, scene, name), text);
    }
  }

  scene(name: string): SceneEvidence {
    return new SceneEvidence(name, this.#scenes.get(name) ?? new Map());
  }
}
