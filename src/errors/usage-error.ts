/**
 * Something only the user can put right: a bad option, a folder that is no procfs, a file of the wrong kind.
 *
 * The message is one line that quotes the bad value and says what would be right. The command line prints it
 * on stderr as it stands and leaves with `exitCode`; it never shows a stack trace for one of these.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode: number;

  constructor(message: string, options: { readonly cause?: unknown; readonly exitCode?: number } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = options.exitCode ?? 2;
  }
}
