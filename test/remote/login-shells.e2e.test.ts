/**
 * Login shells that are no POSIX shell, each with an init file that talks. The stand-in for ssh does what sshd does: the far user's shell, with
 * `-c` and the words of the command joined by spaces.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gpuTop, jsonLines } from '../support/gpu-top.js';
import { whyWithout } from '../support/tools.js';
import { temporaryTree } from '../support/tree.js';

describe.each([
  ['tcsh', 'tcsh', '.tcshrc', 'echo "Welcome to tcsh"\nset prompt="%m> "\nalias sh "echo no sh"\n'],
  ['csh', 'tcsh, or csh', '.cshrc', 'echo "Welcome to csh"\n'],
  ['fish', 'fish', '.config/fish/config.fish', 'echo "Welcome to fish"\n'],
])('where the login shell is %s', (shell, debianPackage, initFile, init) => {
  it('a machine is looked at as anywhere', async ({ skip }) => {
    const why = whyWithout(shell, debianPackage);
    if (why !== null) return skip(why);
    using tree = temporaryTree();
    const fdinfo = 'drm-driver:\tv3d\ndrm-client-id:\t7\ndrm-engine-render:\t5 ns\n';
    tree.putProcess({ pid: 42, comm: 'load', fds: { 5: { link: '/dev/dri/card0', fdinfo } } });
    const home = join(tree.root, 'home');
    mkdirSync(join(home, '.config/fish'), { recursive: true });
    writeFileSync(join(home, initFile), init);
    const ssh = join(home, 'ssh');
    writeFileSync(
      ssh,
      `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec env HOME=${home} GPU_TOP_ROOT=${tree.root} ${shell} -c "$*"\n`,
    );
    chmodSync(ssh, 0o755);
    const { stdout, stderr, code } = await gpuTop(['--ssh', 'box', '--json', '-n', '1', '--check'], {
      env: { GPU_TOP_SSH: ssh },
    });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(jsonLines(stdout)).toMatchObject([
      { hosts: [{ host: 'box', trouble: null }], clients: [{ host: 'box', client_id: '7' }] },
    ]);
  });
});
