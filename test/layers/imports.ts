/** What a module reaches: other modules in every form of import, and the clocks and the `process` of Node. */
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** A path below src/ for one of ours, else the package's or Node's own name. */
  readonly to: string;
  /** Erased by the compiler: names no code at run time. */
  readonly typeOnly: boolean;
}

export interface Reach {
  readonly imports: readonly Import[];
  /** Clocks read, as written: `Date.now`, `performance.now`, `process.hrtime`. */
  readonly clocks: readonly string[];
  /** Members of Node's global `process` other than clocks, as written: `process.env`. */
  readonly process: readonly string[];
  /** Ways of loading code that no table can judge: `require`, `eval`, `import()` of a computed name. */
  readonly opaque: readonly string[];
}

/** @param name of the module, below src/ */
export function reachOf(name: string, text: string): Reach {
  const imports: Import[] = [];
  const [clocks, own, opaque]: [string[], string[], string[]] = [[], [], []];
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);

  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined) return;
    if (!ts.isStringLiteralLike(specifier)) opaque.push(`import of ${specifier.getText()}`);
    else imports.push({ to: targetOf(name, specifier.text), typeOnly });
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeImport(node.importClause));
      for (const member of namedFrom(node, ['node:process', 'process'])) {
        (CLOCK_MEMBERS.has(member) ? clocks : own).push(`process.${member}`);
      }
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportEqualsDeclaration(node)) opaque.push(node.getText());
    else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, true);
    else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
      else if (ts.isIdentifier(node.expression) && ['require', 'eval', 'Function'].includes(node.expression.text))
        opaque.push(node.expression.text);
    } else if (ts.isNewExpression(node)) {
      if (node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) clocks.push('new Date()');
    } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const object = withoutGlobalThis(node.expression.getText());
      const member = ts.isPropertyAccessExpression(node) ? node.name.text : node.argumentExpression.getText().slice(1, -1);
      if (object === 'Date' && member === 'now') clocks.push('Date.now');
      if (object === 'performance' && ['now', 'timeOrigin'].includes(member)) clocks.push(`performance.${member}`);
      if (object === 'process' && CLOCK_MEMBERS.has(member)) clocks.push(`process.${member}`);
      else if (object === 'process' && NODE_MEMBERS.has(member)) own.push(`process.${member}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, clocks, process: own, opaque };
}

const CLOCK_MEMBERS = new Set(['hrtime', 'uptime', 'cpuUsage', 'threadCpuUsage', 'resourceUsage']);

/** Of Node's `process` and not of a process that was seen in /proc, which many local variables are called after. */
const NODE_MEMBERS = new Set([
  ...['argv', 'argv0', 'execArgv', 'execPath', 'env', 'cwd', 'chdir', 'umask', 'exit', 'exitCode', 'abort', 'kill'],
  ...['stdin', 'stdout', 'stderr', 'platform', 'arch', 'version', 'versions', 'release', 'features', 'config', 'title'],
  ...['on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners', 'prependListener', 'emit', 'listenerCount'],
  ...['send', 'connected', 'disconnect', 'channel', 'nextTick', 'getuid', 'geteuid', 'getgid', 'getegid', 'getgroups'],
  ...['memoryUsage', 'availableMemory', 'constrainedMemory', 'binding', 'dlopen', 'report', 'emitWarning', 'loadEnvFile'],
  ...[
    'setUncaughtExceptionCaptureCallback',
    'allowedNodeEnvironmentFlags',
    'permission',
    'getBuiltinModule',
    'ppid',
    'debugPort',
  ],
]);

function targetOf(from: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)).replace(/\.js$/, '.ts') : specifier;
}

/** `import type`, and an import whose every name is a type. A bare `import 'x'` runs its module. */
function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  if (clause.name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function namedFrom({ moduleSpecifier, importClause }: ts.ImportDeclaration, modules: readonly string[]): string[] {
  if (!ts.isStringLiteral(moduleSpecifier) || !modules.includes(moduleSpecifier.text)) return [];
  const bindings = importClause?.namedBindings;
  return bindings !== undefined && ts.isNamedImports(bindings)
    ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
    : ['*'];
}

function withoutGlobalThis(object: string): string {
  return object.replace(/^(globalThis|global)\./, '');
}
