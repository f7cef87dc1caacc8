/** An xe GPU whose clock stands still between two reads, as a GPU that is asleep or gone may: cycles 0 of 0. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { TmuxPane, whyNoTmux } from '../support/tmux.js';
import { PID, SCENE } from './scene.js';
import { Stage, whyNoStage } from './stage.js';
import { gputop } from './watch/gputop.js';

const STANDING = {
  ...SCENE,
  processes: [{ pid: PID.xe, comm: 'still', life: { bornSeconds: 0 } }],
  clients: SCENE.clients.filter(({ holders }) => holders[0].pid === PID.xe),
};
const noStage = whyNoStage();

describe.skipIf(noStage !== null)('a GPU clock that stands still', () => {
  it('gives dashes in gpu-top', async () => {
    using stage = new Stage(STANDING);
    const { code, stdout } = await gpuTop(['--root', stage.tree.root, '--json', '-d', '0.1', '-n', '3', '--check']);
    expect(code).toBe(0);
    const lines = jsonLines(stdout) as unknown as { clients: { engines: { rcs: { busy_ratio: number | null } } }[] }[];
    expect(lines.map(({ clients }) => clients[0]?.engines.rcs.busy_ratio)).toEqual([null, null, null]);
  });

  it('ends gputop, or is survived by now', async (context) => {
    const why = gputop(1).whyNot() ?? whyNoTmux();
    if (why !== null) return context.skip(why);
    using stage = new Stage(STANDING);
    const command = stage.inside(['gputop', '-d', '1', '-n', '2']).join(' ');
    await using pane = await TmuxPane.start(`${command}; echo it ended with $?`, 100, 30);
    let ended: string | undefined;
    for (let look = 0; look < 100 && ended === undefined; look++) {
      await sleep(100);
      ended = /^it ended with (\d+)/m.exec(await pane.text())?.[1];
    }
    // 128 + SIGSEGV.
    expect(['0', '139']).toContain(ended);
    if (ended === '0') process.stdout.write('gputop survives a GPU clock that stands still by now\n');
  });
});
