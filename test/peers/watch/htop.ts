import { tooOldOrMissing } from '../installed.js';
import { TREE_INSIDE } from '../stage.js';
import { ScreenWatch } from './screen.js';
import type { Frame, Program } from './watch.js';

/** One meter and three columns; htop reads fdinfo only while one of them wants it. */
const SETTINGS = `htop_version=3.4.0
config_reader_min_version=3
header_layout=two_50_50
column_meters_0=GPU
column_meter_modes_0=2
column_meters_1=
column_meter_modes_1=
screen:Main=PID GPU_PERCENT Command
.sort_key=PID
`;

/** Rows of a screen of htop with the columns PID, GPU%, Command. */
export function parseHtop(screen: string): Frame {
  return [...screen.matchAll(/^\s*(\d+)\s+([\d.]+|N\/A)\s+\S/gm)].map(([, pid, percent]) => ({
    pid: Number(pid),
    percent: { 'GPU%': percent === 'N/A' ? null : Number(percent) },
  }));
}

export const HTOP: Program = {
  name: 'htop',
  whyNot: () => tooOldOrMissing('htop', ['--version'], /htop (3\.([4-9]|\d\d)|[4-9]|\d\d)/, 'htop 3.4, of Debian 13'),
  start: (stage) => {
    stage.tree.writeFile('etc/htoprc', SETTINGS);
    const command = ['env', `HTOPRC=${TREE_INSIDE}/etc/htoprc`, 'htop', '--no-color', '--readonly', '-d', '10'];
    return ScreenWatch.start(stage.inside(command), /GPU%/, parseHtop);
  },
};
