/** Text for whoever ran a long test, past the test runner's own arrangement. */
export function print(text: string): void {
  process.stdout.write(`\n${text}\n\n`);
}
