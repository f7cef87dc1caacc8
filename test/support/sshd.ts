/** An sshd of its own on loopback, for whoever runs the tests: keys, configuration and log in a temporary folder. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { skipped } from './tools.js';

const SSHD = '/usr/sbin/sshd';

/** Where an sshd of root locks in those who are not logged in yet; Debian's start script makes it. */
const PRIVSEP = '/run/sshd';

export const PASSPHRASE = 'open sesame';

/** Why there can be none here; null: there can. */
export function whyNoSshd(): string | null {
  for (const path of [SSHD, '/usr/bin/ssh', '/usr/bin/ssh-keygen'])
    if (!existsSync(path)) return skipped('sshd', `${path} is not installed (openssh-server, openssh-client)`);
  return null;
}

export class Sshd implements AsyncDisposable {
  /** For `ssh -F`: the user's own names for machines, all of them this one. */
  readonly config: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #madePrivsep: boolean;

  private constructor(folder: string, child: ChildProcess, madePrivsep: boolean) {
    this.#folder = folder;
    this.config = join(folder, 'config');
    this.#child = child;
    this.#madePrivsep = madePrivsep;
  }

  /**
   * @param roots the tree that is `/` on each machine, by its name; there is also `stranger`, who is not let in, `closed`, where nobody
   *   listens, and `locked`, whose host key nobody will ever know and whose own key needs a passphrase (`PASSPHRASE`)
   */
  static async start(roots: Readonly<Record<string, string>>): Promise<Sshd> {
    const folder = mkdtempSync(join(tmpdir(), 'gpu-top-sshd-'));
    for (const [name, words] of [
      ['host', ''],
      ['id', ''],
      ['locked', PASSPHRASE],
    ] as const)
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', words, '-f', join(folder, name)]);
    const [port, closed] = [await freePort(), await freePort()];
    const isRoot = userInfo().uid === 0;
    const madePrivsep = isRoot && !existsSync(PRIVSEP);
    if (madePrivsep) mkdirSync(PRIVSEP, { mode: 0o755 });
    writeFileSync(
      join(folder, 'sshd_config'),
      [
        ...[`ListenAddress 127.0.0.1:${port}`, `HostKey ${folder}/host`, 'PidFile none'],
        `AuthorizedKeysFile ${folder}/id.pub ${folder}/locked.pub`,
        ...['StrictModes no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PermitRootLogin yes'],
        ...[`UsePAM ${isRoot ? 'yes' : 'no'}`, 'AcceptEnv GPU_TOP_ROOT', 'PrintMotd no', ''],
      ].join('\n'),
    );
    const hostKey = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(join(folder, 'known'), `this ${hostKey}\n`);
    writeFileSync(
      join(folder, 'config'),
      [
        ...Object.entries(roots).map(([name, root]) => `Host ${name}\n  SetEnv GPU_TOP_ROOT=${root}`),
        ...['Host stranger', '  PubkeyAuthentication no', 'Host closed', `  Port ${closed}`],
        ...['Host locked', '  UserKnownHostsFile /dev/null', `  IdentityFile ${folder}/locked`],
        ...['Host !locked *', `  IdentityFile ${folder}/id`],
        ...['Host *', '  HostName 127.0.0.1', `  Port ${port}`, '  HostKeyAlias this', `  UserKnownHostsFile ${folder}/known`],
        ...['  IdentitiesOnly yes', ''],
      ].join('\n'),
    );
    const child = spawn(SSHD, ['-D', '-E', join(folder, 'log'), '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
    const sshd = new Sshd(folder, child, madePrivsep);
    for (let tries = 0; !sshd.#log().includes('Server listening'); tries++) {
      if (tries > 100 || child.exitCode !== null) {
        const log = sshd.#log();
        await sshd[Symbol.asyncDispose]();
        throw new Error(`sshd does not start: ${log}`);
      }
      await sleep(50);
    }
    return sshd;
  }

  /** Processes of those who are logged in. */
  sessions(): number {
    const { pid } = this.#child;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill();
      await once(this.#child, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
    if (this.#madePrivsep) rmSync(PRIVSEP, { recursive: true, force: true });
  }

  #log(): string {
    const path = join(this.#folder, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}
