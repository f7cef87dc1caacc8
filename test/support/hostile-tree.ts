/** A tree of one GPU and two processes, in which every text that a file can hold is one and the same. */
import { putDevice } from '../../src/procfs-tree/device-tree.js';
import { nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { temporaryTree, type TemporaryTree } from './tree.js';

/** pid 4242 holds client 7518 of card1; pid 700 a node of a driver without statistics. */
export function hostileTree(text: string): TemporaryTree {
  const tree = temporaryTree();
  const [address, second] = ['0000:03:00.0', '0000:04:00.0'];
  const ids = { vendor: '1002', device: '747e' };
  putDevice(tree, { driver: 'amdgpu', bus: { kind: 'pci', address, ...ids }, nodes: ['card1', 'renderD128'] });
  putDevice(tree, { driver: 'nouveau', bus: { kind: 'pci', address: second, vendor: '10de', device: '2684' }, nodes: ['card2'] });
  tree.writeFile('usr/share/misc/pci.ids', `1002  AMD\n\t747e  ${text}\n`);
  tree.writeFile('proc/sys/kernel/hostname', `${text}\n`);
  tree.writeFile('proc/sys/kernel/osrelease', `${text}\n`);
  tree.setUsers([{ uid: 1000, name: text }]);
  const who = { comm: text, cmdline: [text, text], uid: 1000, cgroup: `0::/system.slice/${text}.service\n` };
  const drm = `drm-driver:\tamdgpu\ndrm-client-id:\t7518\ndrm-pdev:\t${address}\ndrm-client-name:\t${text}\n`;
  const more = `drm-engine-gfx:\t5 ns\ndrm-engine-${text}:\t7 ns\ndrm-resident-${text}:\t1 KiB\n${text}:\t${text}\n`;
  const link = `/dev/dri/${linkText(text)}`;
  tree.putProcess({
    pid: 4242,
    ...who,
    fds: { 5: nodeFd('/dev/dri/renderD128', drm + more), 6: { ...nodeFd('', drm + more), link } },
  });
  tree.putProcess({ pid: 700, ...who, fds: { 9: nodeFd('/dev/dri/card2') } });
  return tree;
}

/** What a link can hold. */
function linkText(text: string): string {
  return text.replaceAll('\0', '').slice(0, 300);
}
