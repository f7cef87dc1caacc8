import { expect, it } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { openRoot } from '../../src/procfs/root.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { temporaryTree } from '../support/tree.js';

it.each(['auto', 'name', 'stat'] as const)(
  'holders of /dev/nvidiaN are found by %s, once for each GPU, with its name',
  async (strategy) => {
    using tree = temporaryTree();
    tree.writeFile('proc/driver/nvidia/gpus/0000:01:00.0/information', 'Model: \t NVIDIA GeForce RTX 4090\nDevice Minor: \t 3\n');
    tree.writeFile('dev/nvidia3', 'c 195:3\n');
    tree.writeFile('dev/nvidiactl', 'c 195:255\n');
    const link = (name: string) => ({ link: `/dev/${name}`, fdinfo: 'pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t5\n' });
    tree.putProcess({
      pid: 4242,
      comm: 'trainer',
      fds: {
        3: link('nvidiactl'),
        4: link('nvidia3'),
        5: link('nvidia3'),
        6: link('nvidia-uvm'),
        7: link('nvidia-modeset'),
        8: link('nvidia9'),
      },
    });
    const source = createScanSource({ root: openRoot({ root: tree.root }), strategy });
    const ledger = createLedger();
    for (let tick = 0; tick < 3; tick++) {
      const sweep = await source.next();
      const { devices, clients, silentFds } = ledger.fold(sweep);
      expect(sweep.coverage.byErrno.size).toBe(0);
      expect(devices).toMatchObject([
        { id: '0000:01:00.0', name: 'NVIDIA GeForce RTX 4090', nodes: ['nvidia3'], driver: 'nvidia' },
      ]);
      expect(clients).toMatchObject([{ clientId: 'nvidia:4242', owner: { comm: 'trainer' }, holders: [{ fds: [4] }] }]);
      expect(silentFds).toEqual([]);
    }
    await source.close();
  },
);
