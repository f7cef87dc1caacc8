/** Streams and environment of a command in memory. */
import { PassThrough, Writable } from 'node:stream';
import { run } from '../../src/cli/main.js';

/** Keeps what is written. */
export class KeptOutput extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface RanHere {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function runHere(argv: readonly string[]): Promise<RanHere> {
  const [stdout, stderr] = [new KeptOutput(), new KeptOutput()];
  const code = await run(argv, { stdin: new PassThrough(), stdout, stderr, env: { LANG: 'C.UTF-8', TERM: 'xterm' } });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
