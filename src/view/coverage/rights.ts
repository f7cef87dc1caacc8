/**
 * What each right buys [measured, Linux 6.18], and how to give it to one run of gpu-top. The page `w`, doctor, the man page and
 * docs/permissions.md all say it from here.
 */

export interface Right {
  readonly name: string;
  /** What can be read of other users' processes. */
  readonly buys: string;
}

export const RIGHTS: readonly Right[] = [
  { name: 'none', buys: 'how many fds they have, nothing else' },
  { name: 'CAP_SYS_PTRACE', buys: 'fdinfo/: every client and every number; all that gpu-top needs' },
  { name: 'CAP_DAC_READ_SEARCH', buys: 'lists fd/, but no link in it can be read: nothing by itself' },
  { name: 'both', buys: 'the links too: the cheaper way, and fds of drivers without statistics' },
  { name: 'root', buys: "also debugfs: who opened a client, in the kernel's own words" },
];

/** Root without losing one's own Node.js: sudo has a PATH of its own, in which one from nvm is not. */
export const AS_ROOT = 'sudo env PATH="$PATH" gpu-top';

/** Why the obvious way to give a right is the wrong one. */
export const NOT_ON_NODE =
  'setcap on the Node.js binary gives the right to every script that anybody runs with it: give it to one run of gpu-top.';

/** The line that runs gpu-top as oneself with capabilities and nothing else: PATH and HOME (the settings) stay. */
export function runWith(...capabilities: readonly string[]): string {
  const added = capabilities.map((name) => `+${name}`).join(',');
  return (
    'sudo env PATH="$PATH" HOME="$HOME" setpriv --reuid=$(id -u) --regid=$(id -g) --init-groups ' +
    `--inh-caps=${added} --ambient-caps=${added} gpu-top`
  );
}
