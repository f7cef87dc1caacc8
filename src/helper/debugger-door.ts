/**
 * Keeps Node's debugger shut: SIGUSR1 opens it to every process of the same user, which need not have the capabilities of this one
 * (SECURITY.md). To be imported first by whatever is a process of its own.
 */
import { url } from 'node:inspector';

process.on('SIGUSR1', () => undefined);

const isAskedFor = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((option) => option.includes('--inspect'));
// It was opened in the milliseconds before: somebody is at work on this process.
if (url() !== undefined && !isAskedFor) {
  process.stderr.write('gpu-top: ended: another process opened the debugger of this one at its start (see SECURITY.md)\n');
  process.kill(process.pid, 'SIGKILL');
}
