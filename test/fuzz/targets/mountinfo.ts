/** /proc/PID/mountinfo: mount points are paths that anybody may have made. */
import { hidingMode, procMountOptions } from '../../../src/doctor/view-of-proc.js';
import { parseMountinfo } from '../../../src/procfs/mountinfo.js';
import { processTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustCount } from '../sound.js';
import { target } from '../target.js';

const REAL = [
  '22 28 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:14 - proc proc rw,hidepid=invisible,gid=4',
  '26 25 0:22 / /dev rw - devtmpfs dev rw',
  '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue',
  '77 25 0:51 / /home/a\\040b rw - fuse.sshfs host:/x rw,user_id=1000',
  '',
].join('\n');

export const mountinfo = target({
  name: 'mountinfo',
  shortCases: 2000,
  arbitrary: mutatedText(
    [REAL, ...processTexts('mountinfo')],
    [' - ', ' - proc proc rw', '0:22', ' /proc ', 'hidepid=2', ',hidepid=', '\\040'],
  ),
  check(text) {
    for (const [id, { device, type }] of parseMountinfo(text)) {
      mustCount(id, 'mount id');
      must(/^\d+:\d+$/.test(device) && type !== '' && !/\s/.test(type), 'a mount');
    }
    const mode = hidingMode(procMountOptions(text, '/proc'));
    must(mode === null || ['2', 'invisible', '4', 'ptraceable'].includes(mode), `hidden by ${mode}`);
  },
});
