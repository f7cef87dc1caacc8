/**
 * Every way by which text of other processes, other machines, files and arguments leaves gpu-top, and what it may be there.
 *
 * A new output, message or file gets a line here; `test/exits.test.ts` then sends the whole corpus through it.
 */
import { printMarkdown } from '../../src/bench/print-markdown.js';
import { printTerminal } from '../../src/bench/print-terminal.js';
import { printDetection } from '../../src/bench/detect/print.js';
import { lateText } from '../../src/top/late-note.js';
import { say } from '../../src/shell/say.js';
import { parseListen } from '../../src/exporter/listen-address.js';
import { readWebConfig } from '../../src/exporter/web-config.js';
import { csvEmitter } from '../../src/output/csv.js';
import { jsonEmitter } from '../../src/output/json.js';
import { safeJson } from '../../src/output/safe-json.js';
import { tableEmitter } from '../../src/output/table.js';
import { createRecorder } from '../../src/recording/recorder.js';
import { type FleetOptions, type HostSpec, openFleet } from '../../src/remote/fleet.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { usageJson } from '../../src/run/json.js';
import { usageLines } from '../../src/run/report.js';
import type { ViewOptions } from '../../src/view/row/row.js';
import type { Contract } from './contracts.js';
import { exported, overText, recordedAndReplayed, savedScreens, seenOnScreen, toldByCommand } from './exit-runs.js';
import { benchReport, detection, usageOf } from './hostile-reports.js';
import { hostileSnapshot } from './hostile-snapshot.js';
import { KeptOutput } from './memory-io.js';
import { SOME_GROUPINGS } from './snapshots.js';

export interface Exit {
  readonly name: string;
  readonly contract: Contract;
  /** Each text alone, or bundles of them, where each try takes a whole screen, tree or command. */
  readonly takes: 'each' | 'bundles';
  readonly show: (text: string) => string | Promise<string>;
}

const view = (by: ViewOptions['by']): ViewOptions => ({ sort: null, reverse: false, filter: '', by, device: null, all: true });
const table = (look: { colour: boolean; ascii: boolean }) => (text: string) =>
  SOME_GROUPINGS.map((by) => tableEmitter(view(by), { width: () => 80, ...look }).tick(hostileSnapshot(text))).join('\n');

/** Where an argument is wrong only once something has been looked at. */
const TREE = 'fixtures/trees/dup/tree';

function each(name: string, contract: Contract, show: Exit['show']): Exit {
  return { name, contract, takes: 'each', show };
}

function bundled(name: string, contract: Contract, show: Exit['show']): Exit {
  return { name, contract, takes: 'bundles', show };
}

/** stdout and stderr of a command that looks at a tree of such texts. */
function onTree(name: string, contract: Contract, ...argv: readonly string[]): Exit {
  return bundled(name, contract, (text) => toldByCommand(argv, text));
}

/** One line on stderr, exit code 2 or 1, for an argument that is wrong. */
function argument(name: string, argv: (text: string) => readonly string[]): Exit {
  return bundled(name, 'message', (text) => toldByCommand(argv(text)));
}

/** A fault that only the user can mend, found behind what a test can run; `main` prints all of them like this. */
function complaint(name: string, commit: (text: string) => unknown): Exit {
  return bundled(name, 'message', async (text) => {
    const stderr = new KeptOutput();
    try {
      await commit(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      say(stderr, error.message);
    }
    return stderr.text;
  });
}

/** A shell that ends with these last words. */
function failing(text: string): HostSpec {
  return {
    name: text,
    command: ['/bin/sh', '-c', `printf '%s' '${text.replaceAll(/[\0']/g, '')}' >&2; exit 1`],
    asking: null,
    given: text,
  };
}
const FLEET: FleetOptions = { strategy: 'auto', everyTime: true, rescanWithinNs: null, isAttended: false };

export const EXITS: readonly Exit[] = [
  bundled('the screen, all its pages and prompts', 'terminal', seenOnScreen),
  bundled('a saved screen, as text', 'text', async (text) => (await savedScreens(text)).text),
  bundled('a saved screen, in colour', 'coloured', async (text) => (await savedScreens(text)).ansi),
  bundled('a saved screen, as a picture', 'svg', async (text) => (await savedScreens(text)).svg),
  each('--over', 'table', (text) => overText(text, { colour: false, json: false })),
  each('--over in colour', 'colouredTable', (text) => overText(text, { colour: true, json: false })),
  each('--over --json', 'json', (text) => overText(text, { colour: false, json: true })),
  bundled('-1 and -b', 'table', table({ colour: false, ascii: false })),
  bundled('-1 in colour', 'colouredTable', table({ colour: true, ascii: false })),
  bundled('-1 in ASCII', 'asciiTable', table({ colour: false, ascii: true })),
  each('--json', 'json', (text) => SOME_GROUPINGS.map((by) => jsonEmitter(view(by)).tick(hostileSnapshot(text))).join('')),
  each('--csv', 'csv', (text) => {
    const emitter = csvEmitter(view('client'));
    return (emitter.begin?.() ?? '') + SOME_GROUPINGS.map((by) => csvEmitter(view(by)).tick(hostileSnapshot(text))).join('');
  }),
  each('/metrics', 'metrics', async (text) => (await exported(text)).metrics),
  bundled('/snapshot', 'json', async (text) => (await exported(text)).snapshot),
  each('the log of serve, and every other message', 'message', (text) => {
    const stderr = new KeptOutput();
    say(stderr, text);
    return stderr.text;
  }),
  each('run: its summary', 'text', (text) => `${usageLines(...usageOf(text)).join('\n')}\n`),
  each('run --json', 'json', (text) => `${safeJson(usageJson(...usageOf(text)))}\n`),
  each('detect', 'text', (text) => printDetection(detection(text))),
  each('detect --json', 'jsonDocument', (text) => safeJson(detection(text), 2)),
  bundled('bench', 'text', (text) => printTerminal(benchReport(text), benchReport(text))),
  bundled('bench --markdown', 'text', (text) => printMarkdown(benchReport(text), benchReport(text))),
  each('bench --json', 'jsonDocument', (text) => safeJson(benchReport(text), 1)),
  each('the note of a late sweep', 'text', (text) => lateText({ sinceMs: 2000, working: false, path: text })),

  onTree('explain', 'text', 'explain', '4242', '-d', '0.01'),
  onTree('explain of a silent fd', 'text', 'explain', '700', '-d', '0.01'),
  onTree('doctor', 'text', 'doctor'),
  onTree('doctor --json', 'jsonDocument', 'doctor', '--json'),
  onTree('a table of a tree', 'table', '-1', '--all', '-d', '0.1'),
  onTree('a filter that matches nothing', 'table', '-1', '-d', '0.1', '--filter', 'pid>4000000000'),
  bundled('record and replay', 'table', recordedAndReplayed),

  argument('an unknown command', (text) => [`x${text}`]),
  argument('a bad filter', (text) => ['-1', '--root', TREE, '--filter', `engine:${text}>x`]),
  argument('a filter without an end', (text) => ['-1', '--root', TREE, '--filter', `"${text.replaceAll('"', '')}`]),
  argument('a bad --sort', (text) => ['-1', '-d', '0.01', '--root', TREE, '--sort', `x${text}`]),
  argument('an unknown --device', (text) => ['-1', '-d', '0.01', '--root', TREE, '--device', `x${text}`]),
  argument('a --root that is not there', (text) => ['-1', '--root', `/nowhere/${text}`]),
  argument('a --proc that is not there', (text) => ['-1', '--proc', `/nowhere/${text}`]),
  argument('a bad --theme', (text) => ['--theme', text]),
  argument('a bad duration', (text) => ['-d', `x${text}`]),
  argument('a bad count', (text) => ['-n', `x${text}`]),
  argument('an unknown option', (text) => [`--x${text}`]),
  argument('a bad --ssh', (text) => ['-1', '--ssh', `-${text}`]),
  argument('wait: an unknown device', (text) => ['wait', '--root', TREE, '--device', `x${text}`]),
  argument('explain: no number', (text) => ['explain', `x${text}`]),
  complaint('serve: a bad address', (text) => parseListen(`x${text}`)),
  complaint('serve: a web config that is not there', (text) => readWebConfig(`/nowhere/${text}`)),
  complaint('record: a file that cannot be', (text) => createRecorder(`/nowhere/${text}`, { program: '0.1.0' })),
  complaint('--check: an invariant that does not hold', (text) => {
    throw new UsageError(`--check: an invariant does not hold: ${text}`);
  }),
  complaint('a machine that answers with such words', (text) => openFleet([failing(text)], FLEET)),
  argument('replay: a file that is not there', (text) => ['replay', `/nowhere/${text}`]),
  argument('bench: a report that is not there', (text) => ['bench', '--compare', `/nowhere/${text}`]),
  argument('run: a report file that cannot be', (text) => ['run', '-o', `/nowhere/${text}`, 'true']),
  // No argument can hold a NUL.
  argument('run: no such command', (text) => ['run', `/nowhere/${text.replaceAll('\0', '')}`]),
];
