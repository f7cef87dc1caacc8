/**
 * DNS rebinding: a page from elsewhere, open in a browser of this machine, can have its own name point to 127.0.0.1 and then read
 * what answers there. Its requests still carry its name as `Host`.
 */
import { isIP } from 'node:net';

/**
 * Whether a `Host` header is one that an honest client on this machine sends: `localhost`, an address, the name that is listened on,
 * or one that was allowed. Without a port, in any case.
 */
export function isOwnHost(header: string | undefined, allowed: readonly string[]): boolean {
  const host = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(header ?? '')?.[1]?.toLowerCase() ?? '';
  const name = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return name === 'localhost' || isIP(name) !== 0 || allowed.some((each) => each.toLowerCase() === name);
}
