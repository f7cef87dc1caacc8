/** What a fd that some strategy found really is: read from its fdinfo, once for all strategies. */
import { parseFdinfo } from '../../drm/fdinfo/parse-fdinfo.js';
import { isDrmText, isPathOnly } from '../../drm/fdinfo/identity.js';
import { isNvidiaNode, isNvidiaNumber, nodeName } from '../../drm/nodes/node-names.js';
import { Failure } from '../../procfs/files.js';
import { Proc } from '../../procfs/proc.js';
import type { Root } from '../../procfs/root.js';
import type { FoundFd } from './find-fds.js';

export type Verdict =
  /** A DRM client: the fdinfo names driver and client. `client` is equal for fds of one client. */
  | { readonly kind: 'client'; readonly client: string; readonly driver: string }
  /** A DRM fd whose driver prints no statistics. */
  | { readonly kind: 'silent' }
  /** A node of NVIDIA's own module, which is no DRM node. */
  | { readonly kind: 'nvidia' }
  /** No DRM fd, and why it looked like one. */
  | { readonly kind: 'other'; readonly why: string };

export interface SettledFd extends FoundFd {
  readonly link: string | null;
  readonly verdict: Verdict;
}

/**
 * @param found its number where any strategy asked for it
 * @param byNumber whether a walk by stat found DRM's major number behind this fd; null when no such walk was completed
 * @returns null for a fd that was closed meanwhile
 */
export function settle(root: Root, found: FoundFd, byNumber: boolean | null): SettledFd | null {
  const { pid, fd, number } = found;
  const process = new Proc(root, pid);
  const text = process.fdinfo(fd);
  const linkText = process.link(fd);
  const link = linkText instanceof Failure ? null : linkText;
  if (text instanceof Failure && text.gone && link === null) return null;
  // By its name alone, as the scanner has it: such a node prints nothing that would tell.
  const isNvidia = number === null ? isNvidiaNode(link) : isNvidiaNumber(number);
  return { ...found, link, verdict: isNvidia ? { kind: 'nvidia' } : judge(text instanceof Failure ? '' : text, link, byNumber) };
}

function judge(text: string, link: string | null, byNumber: boolean | null): Verdict {
  if (isDrmText(text)) {
    const { driver, pdev, clientId } = parseFdinfo(text);
    return {
      kind: 'client',
      driver: driver ?? '?',
      client: `${pdev ?? driver ?? '?'} ${clientId ?? `${link ?? ''} without an id`}`,
    };
  }
  if (isPathOnly(text)) {
    return { kind: 'other', why: 'opened with O_PATH: it stands for the name of a node, the device is not open' };
  }
  const byName = link !== null && nodeName(link) !== null;
  if (byNumber === true || (byNumber === null && byName)) return { kind: 'silent' };
  return {
    kind: 'other',
    why: byName ? 'the name of a node, but no character device of DRM behind it' : 'below the folder of nodes, but no node',
  };
}
