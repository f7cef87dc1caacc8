import { expect, test } from 'vitest';
import { parseMountinfo } from '../../src/procfs/mountinfo.js';

test('gives file system, type, place and source by mount id, whatever the optional fields and paths hold', () => {
  const text = [
    '22 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '26 22 0:5 / /dev rw,nosuid shared:2 master:1 - devtmpfs devtmpfs rw,size=4k',
    '40 22 0:40 / /a\\040-\\040b rw - fuse.x - rw',
    '41 22 0:41 / /mnt/a\rb\u2028 rw - fuse.y - rw',
    `${'9'.repeat(30)} 22 0:42 / /huge rw - ext4 /dev/vdb rw`,
    '41 22 0:41 /cut sho',
    '',
  ].join('\n');
  expect([...parseMountinfo(text)]).toEqual([
    [22, { device: '254:0', type: 'ext4', point: '/', source: '/dev/vda', superOptions: 'rw' }],
    [26, { device: '0:5', type: 'devtmpfs', point: '/dev', source: 'devtmpfs', superOptions: 'rw,size=4k' }],
    [40, { device: '0:40', type: 'fuse.x', point: '/a\\040-\\040b', source: '-', superOptions: 'rw' }],
    [41, { device: '0:41', type: 'fuse.y', point: '/mnt/a\rb\u2028', source: '-', superOptions: 'rw' }],
  ]);
});
