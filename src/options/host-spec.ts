/** From `--ssh` and `--via` to a shell on each machine that is looked at from afar. */
import type { HostSpec } from '../remote/fleet.js';
import { UsageError } from '../errors/usage-error.js';
import { printable } from '../view/text/printable.js';

/** No agent, no X11, no terminal of its own; a machine that is switched off is told after 15 s, before the login and after. */
const SSH_OPTIONS = ['ConnectTimeout=10', 'ServerAliveInterval=5', 'ServerAliveCountMax=3'].flatMap((option) => ['-o', option]);

/**
 * @param given `HOST`, `USER@HOST` or a name of ~/.ssh/config
 * @param program the ssh command where it is not plain `ssh`, as a shell reads it (GPU_TOP_SSH)
 * @throws UsageError for what ssh would take for an option, or what cannot be a host
 */
export function sshSpec(given: string, program = ''): HostSpec {
  if (!/^[^\s-]\S*$/.test(given) || /\p{Cc}/u.test(given))
    throw new UsageError(`--ssh '${printable(given)}' is no host: give HOST, USER@HOST or a name of ~/.ssh/config`);
  const ssh = program.trim() === '' ? ['ssh'] : ['/bin/sh', '-c', `exec ${program} "$@"`, 'ssh'];
  const command = (batch: string): string[] => [
    ...[...ssh, '-T', '-a', '-x', ...SSH_OPTIONS, '-o', `BatchMode=${batch}`],
    // Any login shell knows `exec`, csh and fish too, and none takes the word behind it for an alias.
    ...['--', given, 'exec sh'],
  ];
  return { name: given.replace(/^.*@/, ''), command: command('yes'), asking: command('no'), given };
}

/**
 * @param given a command whose stdin is a shell's, such as `docker exec -i web sh`; read by the local shell
 * @throws UsageError for an empty one
 */
export function viaSpec(given: string): HostSpec {
  if (given.trim() === '')
    throw new UsageError("--via '' is no command: give one that starts a shell, such as 'docker exec -i web sh'");
  return { name: null, command: ['/bin/sh', '-c', given], asking: null, given };
}
