/** From options to a source. */
import { openRoot, type Root } from '../procfs/root.js';
import type { Source } from '../sources/source.js';
import { sshSpec, viaSpec } from './host-spec.js';
import { checkSourceOptions, isFromAfar, type SourceOptions } from './source-options.js';

/**
 * @param scannerProcess scan in a process of its own, for callers that must answer whatever a read waits for: the screen, a recording
 * @throws UsageError for a root that is none, and for options that contradict each other
 */
export async function openSource(options: SourceOptions, { scannerProcess = false } = {}): Promise<Source> {
  checkSourceOptions(options);
  if (options.demo) return openDemo(options);
  if (isFromAfar(options)) return openFromAfar(options);
  const root = openRoot({ root: options.root, proc: options.proc });
  if (options.demoIfNoGpu && (await hasNoDevice(root))) return openDemo(options);
  if (scannerProcess) {
    const { createScannerProcess } = await import('../sources/scanner-process/scanner-process.js');
    return createScannerProcess({ root: options.root, proc: options.proc, ...scanOptions(options) });
  }
  const { createScanSource } = await import('../sources/scan-source.js');
  return createScanSource({ root, ...scanOptions(options) });
}

/** The demo's simulator is loaded only by those who ask for it. */
async function openDemo(options: SourceOptions): Promise<Source> {
  const { createDemoSource } = await import('../demo/demo-source.js');
  return createDemoSource({ ...scanOptions(options), scene: options.demo === 'lab' ? 'lab' : 'desktop' });
}

/** Asks for a password only where there is somebody to ask, and before any screen is drawn. */
async function openFromAfar({ ssh = [], via = [], strategy, scan, rescanWithin }: SourceOptions): Promise<Source> {
  const { REMOTE_STRATEGIES, openFleet } = await import('../remote/fleet.js');
  const specs = [...ssh.map((host) => sshSpec(host, process.env['GPU_TOP_SSH'])), ...via.map(viaSpec)];
  return openFleet(specs, {
    strategy: REMOTE_STRATEGIES.find((name) => name === strategy) ?? 'auto',
    everyTime: scan === 'full',
    rescanWithinNs: rescanWithin === undefined ? null : rescanWithin * 1e6,
    isAttended: process.stdin.isTTY && process.stderr.isTTY,
  });
}

function scanOptions({ strategy, scan, rescanWithin, containerState }: SourceOptions) {
  return { strategy, mode: scan, rescanWithinNs: rescanWithin === undefined ? null : rescanWithin * 1e6, containerState };
}

async function hasNoDevice({ sys, dev, files }: Root): Promise<boolean> {
  const { createDeviceReader } = await import('../drm/devices/reader.js');
  return createDeviceReader({ sysDir: sys, devDir: dev, files }).read().length === 0;
}
