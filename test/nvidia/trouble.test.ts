/** What keeps nvidia-smi from telling is told in one text: with the device in JSON and the table, on the page `w`, by doctor. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { checkClients } from '../../src/doctor/clients.js';
import { checkDevices } from '../../src/doctor/devices.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { jsonSnapshot } from '../../src/output/json.js';
import { openRoot } from '../../src/procfs/root.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { whyLines } from '../../src/tui/panels/why.js';
import { THEME_WISH, themeFor } from '../../src/tui/theme/theme.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const GPU = '0000:01:00.0';

function heldGpu(): TemporaryTree {
  const tree = temporaryTree();
  tree.writeFile(`proc/driver/nvidia/gpus/${GPU}/information`, 'Model: \t NVIDIA GeForce RTX 4090\nDevice Minor: \t 0\n');
  tree.putProcess({ pid: 4242, comm: 'trainer', fds: { 7: { link: '/dev/nvidia0', fdinfo: 'pos:\t0\nflags:\t02\n' } } });
  return tree;
}

/** Sweeps until the device has a hint; how long that takes decides nothing. */
async function seenWith(tree: TemporaryTree, script: string | null): Promise<Snapshot> {
  if (script !== null) {
    tree.writeFile('smi', `#!/bin/sh\n${script}\n`);
    chmodSync(join(tree.root, 'smi'), 0o755);
  }
  const smi = script === null ? null : { shell: ['/bin/sh'], path: join(tree.root, 'smi') };
  const source = createScanSource({ root: { ...openRoot({ root: tree.root }), kind: 'procfs' }, strategy: 'name', smi });
  const ledger = createLedger();
  for (let i = 0; ; i++) {
    const snapshot = ledger.fold(await source.next());
    if (snapshot.devices[0]?.hint != null || i === 200) {
      await source.close();
      return snapshot;
    }
    await setTimeout(25);
  }
}

it.each([
  [
    'is not there',
    null,
    "there is no nvidia-smi in PATH, and only that tells what processes do here; install the driver's tools (nvidia-utils), or name it in GPU_TOP_NVIDIA_SMI",
  ],
  [
    'is refused',
    'echo "Failed to initialize NVML: Insufficient Permissions"; exit 4',
    'nvidia-smi: Failed to initialize NVML: Insufficient Permissions; see what it does: nvidia-smi pmon -c 1',
  ],
  [
    'dies with an evil word',
    String.raw`printf '\033[2Jgone\a\n' >&2; exit 1`,
    'nvidia-smi: \x1b[2Jgone\x07; see what it does: nvidia-smi pmon -c 1',
  ],
])('that it %s', async (_, script, hint) => {
  using tree = heldGpu();
  const snapshot = await seenWith(tree, script);
  expect(jsonSnapshot(snapshot)).toMatchObject({ devices: [{ hint }] });
  const [finding] = checkDevices(snapshot);
  expect(`${finding?.why}; ${finding?.todo}`).toBe(hint);
  expect(checkClients(snapshot, false)).toHaveLength(1);
  const page = whyLines(themeFor(THEME_WISH), snapshot, 1000).join('\n');
  expect(page).not.toMatch(/\x1b\[2J|\x07/);
  expect(page.split(hint.split('; ')[1] ?? '')).toHaveLength(2);
});
