/**
 * `auto`: by name where the name is plain, out where the text cannot be a device, and one look at the fdinfo for every
 * other path, remembered per process, fd and link text. Complete like `fdinfo`, cheap like `name` once settled, and it
 * never asks a fd's file system anything, so nothing can make it hang.
 */
import { Failure } from '../../procfs/files.js';
import { KFD_NODE, type Candidate, type LookedAt, type Strategy } from './strategy.js';
import type { StrategyContext } from './context.js';
import { isCutShort, isDrmText } from '../fdinfo/identity.js';
import { fdinfoStrategy } from './fdinfo.js';
import { namedCandidate } from './name.js';
import { mayBeNode, nodeName } from '../nodes/node-names.js';

export function autoStrategy(context: StrategyContext): Strategy {
  const { files } = context.root;
  return {
    name: 'auto',
    cost: 'one readlink per fd of every process, and one fdinfo for each path not met before; never hangs',
    blindSpots: 'drivers without statistics whose node is not one of ours and has an unusual name',
    readsLinks: true,
    folder: 'fd',
    whenRefused: fdinfoStrategy(context),
    processes: () => null,
    look(process, fd) {
      const link = files.link(process.fdDir + fd);
      if (link instanceof Failure) return link;
      if (link === KFD_NODE) process.holdsKfd = true;
      if (!mayBeNode(link)) return null;
      if (nodeName(link) !== null) return namedCandidate(link);
      const number = Number(fd);
      const mark = hash(link, context.ownNodes.version);
      if (process.settled.get(number) === mark) return null;
      const found = settle(context, process, fd, link);
      if (found === null && process.mayRemember) process.settled.set(number, mark);
      return found;
    },
  };
}

function settle(
  { root, ownNodes, nowNs }: StrategyContext,
  process: LookedAt,
  fd: string,
  link: string,
): Candidate | Failure | null {
  const path = process.fdinfoDir + fd;
  const text = root.files.read(path);
  if (text instanceof Failure) return text;
  const atNs = nowNs();
  if (isDrmText(text)) return { link, number: null, text, atNs, certain: false };
  if (isCutShort(text)) return new Failure('EIO', path);
  const number = ownNodes.numberOf(process, text);
  return number === null || number instanceof Failure ? number : { link, number, text, atNs, certain: true };
}

/**
 * FNV-1a of the link text, 31 bits so that V8 keeps it unboxed. A text that collides with the one settled before for
 * the same fd of the same process would hide a fd: one chance in two thousand million.
 *
 * @param version of our own nodes: with other nodes, every text must be settled again
 */
function hash(text: string, version: number): number {
  let value = 0x811c9dc5 ^ version;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value & 0x7fffffff;
}
