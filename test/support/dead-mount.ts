import { FuseMount } from './fuse-mount.js';

export { whyNoFuse } from './fuse-mount.js';

/**
 * A process that holds a file on a file system which does not answer any more (see hang-fuse.js). A stat of its fd's target
 * waits until dispose, deaf to every signal.
 */
export class DeadMount implements AsyncDisposable {
  readonly #mount: FuseMount;
  readonly pid: number;
  readonly fd: number;

  private constructor(mount: FuseMount) {
    this.#mount = mount;
    [this.pid = 0, this.fd = 0] = mount.said.map(Number);
  }

  /** @param namespace the holder's mount namespace: this one, or one of its own */
  static async start(namespace: 'same' | 'own'): Promise<DeadMount> {
    return new DeadMount(await FuseMount.start('hang-fuse.js', [], namespace));
  }

  /** Where it is mounted, in the holder's mount namespace. */
  get folder(): string {
    return this.#mount.folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mount[Symbol.asyncDispose]();
  }
}
