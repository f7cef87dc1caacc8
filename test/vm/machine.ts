/**
 * Starts machine/run.sh and hands back what the guest printed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('machine/run.sh', import.meta.url));

/** run.sh's exit status for "cannot be had here": a host package is missing, or the mirror has no such kernel. */
const UNAVAILABLE = 77;

export interface MachineResult {
  /** Why there was no machine, or null. */
  readonly unavailable: string | null;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Debian packages that this computer lacks for the profile; the program `run.sh -i` installs them. */
export function missingPackages(profile: string): string[] {
  const text = execFileSync(RUN, ['-q', '-p', profile], { encoding: 'utf8' });
  return text.split('\n').filter((name) => name !== '');
}

/** Boots and runs `command` with the folder `work` as /work; ends the machine after `seconds`. */
export async function runMachine(
  boot: { readonly profile: string; readonly kernel: string },
  work: string,
  command: string,
  seconds: number,
): Promise<MachineResult> {
  const child = spawn(RUN, ['-p', boot.profile, '-k', boot.kernel, '-t', String(seconds), work, command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const said = stderr();
  return { unavailable: status === UNAVAILABLE ? said.trim() : null, status, stdout: stdout(), stderr: said };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
