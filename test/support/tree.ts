/** A procfs tree for one test, removed when the test's block ends. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

/** `using tree = temporaryTree();` */
export function temporaryTree(): TemporaryTree {
  return new TemporaryTree();
}

export class TemporaryTree extends TreeWriter implements Disposable {
  constructor() {
    super(makeTempRoot('test', memoryFolder()));
  }

  /** Text of a file of the tree. */
  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Text of a link of the tree. */
  link(path: string): string {
    return readlinkSync(join(this.root, path));
  }

  /** Names in a folder of the tree, sorted. */
  names(path: string): string[] {
    return readdirSync(join(this.root, path)).sort();
  }

  [Symbol.dispose](): void {
    removeTempRoot(this.root);
  }
}
