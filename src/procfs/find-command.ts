import { Failure } from './files.js';
import { nodeFiles } from './node-files.js';

/**
 * Whether a shell would find a command: by its path, or in a folder of `path` (the value of PATH). A folder that may not be searched holds
 * nothing: execvp, and so Node.js, makes EACCES of one even where the name is found nowhere.
 */
export function commandExists(command: string, path = ''): boolean {
  if (command.includes('/')) return true;
  return path.split(':').some((folder) => {
    const found = nodeFiles.stat(`${folder === '' ? '.' : folder}/${command}`);
    return !(found instanceof Failure) && !found.isDirectory;
  });
}
