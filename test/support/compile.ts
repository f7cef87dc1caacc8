import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Compiles folders of src/ into `target` file by file, so that a test can run a part of the program in a Node process
 * of its own without a build. Imports between the folders keep working: they lie side by side as in src/.
 */
export function compileRooms(rooms: readonly string[], target: string): void {
  for (const room of rooms) {
    const from = join(import.meta.dirname, '../../src', room);
    mkdirSync(join(target, room), { recursive: true });
    for (const name of readdirSync(from).filter((file) => file.endsWith('.ts'))) {
      const { outputText } = ts.transpileModule(readFileSync(join(from, name), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
      });
      writeFileSync(join(target, room, name.replace(/\.ts$/, '.js')), outputText);
    }
  }
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
}
