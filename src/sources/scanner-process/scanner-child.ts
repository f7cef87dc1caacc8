/**
 * The process in which the scanner works for the screen. Started by scanner-process.ts with `ScannerProcessOptions` as its one argument; answers
 * each order with one `Answer`, and ends when its parent does.
 */
import '../../helper/debugger-door.js';
import { workBySeconds } from '../../helper/v8.js';
import { openRoot } from '../../procfs/root.js';
import { UsageError } from '../../errors/usage-error.js';
import type { Answer, ScannerProcessOptions } from './orders.js';
import { sweepPacker } from './packed-sweep.js';
import { createScanSource } from '../scan-source.js';
import type { Source } from '../source.js';

workBySeconds();

function open(text: string): Source {
  const { root, proc, ...options } = JSON.parse(text) as ScannerProcessOptions;
  return createScanSource({ root: openRoot({ root, proc }), ...options });
}

const pack = sweepPacker();

async function answer(source: () => Source): Promise<Answer> {
  try {
    const sweep = await source().next();
    const { user, system } = process.cpuUsage();
    if (sweep === null) throw new Error('a scanner has no last sweep');
    return { kind: 'sweep', sweep: pack(sweep), cpuNs: (user + system) * 1000 };
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'usage', message: error.message, exitCode: error.exitCode };
    return { kind: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const [options] = process.argv.slice(2);
if (process.send !== undefined && options !== undefined) {
  let source: Source | null = null;
  process.on(
    'message',
    () => void answer(() => (source ??= open(options))).then((said) => process.send?.(said, undefined, {}, () => undefined)),
  );
  process.on('disconnect', () => process.exit());
}
