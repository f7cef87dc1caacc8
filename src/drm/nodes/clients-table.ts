/**
 * The `clients` files of debugfs: what the DRM core itself lists, a row per open file of a device
 * (drm_clients_info() in drivers/gpu/drm/drm_debugfs.c). Columns have come and gone, so they are found by the header:
 *
 *                  command   pid dev master a   uid      magic
 *                  command  tgid dev master a   uid      magic          name          id
 */
import { decimal } from '../../procfs/decimal.js';
import { Failure } from '../../procfs/files.js';
import type { Root } from '../../procfs/root.js';

export interface ClientRow {
  /** Who opened the file, or made the last call on it (drm_file_update_pid()); not who holds it. */
  readonly pid: number;
  /** `226:0` or `261:0`, from the row's minor. */
  readonly number: string;
  /** drm-client-id; null before Linux 6.16, which has no such column. */
  readonly clientId: string | null;
}

/** Rows of every readable table, the same client once, and what kept us from the rest. */
export interface ClientTables {
  readonly rows: readonly ClientRow[];
  readonly failures: readonly Failure[];
}

/** Major number by folder of debugfs. */
const FOLDERS = [
  ['dri', 226],
  ['accel', 261],
] as const;

export function readClientTables({ sys, files }: Root): ClientTables {
  const rows = new Map<string, ClientRow>();
  const failures: Failure[] = [];
  for (const [folder, major] of FOLDERS) {
    const dir = `${sys}/kernel/debug/${folder}`;
    const devices = files.list(dir);
    if (devices instanceof Failure) {
      failures.push(devices);
      continue;
    }
    for (const device of devices) {
      // Newest kernels have a folder per client beside the devices; none of them holds a table.
      if (device.startsWith('client-')) continue;
      const path = `${dir}/${device}/clients`;
      const read = files.read(path, 1024 * 1024);
      // The header is always there: less is a part of it.
      const text = typeof read === 'string' && !read.endsWith('\n') ? new Failure('EIO', path) : read;
      if (text instanceof Failure) {
        // A folder without a table: what is no device, or has just been unplugged.
        if (!text.gone) failures.push(text);
        continue;
      }
      // A device shows up under its minors and its name: same rows.
      for (const row of parseClientsTable(text, major)) rows.set(`${row.number} ${row.pid} ${row.clientId}`, row);
    }
  }
  return { rows: [...rows.values()], failures };
}

/**
 * Where in a line of a table the column begins that begins at byte `start` of its header. The kernel pads a command to so many
 * bytes, and a name that is not ASCII has fewer characters: the first digits of a pid would be lost.
 */
export function placeOfByte(line: string, start: number): number {
  let place = 0;
  for (let bytes = 0; bytes < start && place < line.length; place++) {
    const code = line.codePointAt(place) ?? 0;
    // A letter cut in two was read as U+FFFD, which stands for at least one byte.
    bytes += code < 0x80 || code === 0xfffd ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (code > 0xffff) place++;
  }
  // That may be too far by a byte or two, and inside a number then.
  while (place > 0 && line.charAt(place) !== ' ' && line.charAt(place - 1) !== ' ') place--;
  return place;
}

/** Why there is no table, or null where there is one: one of the two folders is missing on most machines. */
export function whyNoTable({ rows, failures }: ClientTables): Failure | null {
  const refused = failures.find((failure) => !failure.gone) ?? (failures.length === FOLDERS.length ? failures[0] : undefined);
  return rows.length === 0 && refused !== undefined ? refused : null;
}

/** Rows of one table. A row that does not fit the header is left out. */
export function parseClientsTable(text: string, major: number): ClientRow[] {
  const [header = '', ...lines] = text.split('\n');
  // The command is right-aligned in the first column and may hold spaces; everything after it is counted from there.
  const start = header.indexOf('command') + 'command'.length;
  const columns = header.slice(start).trim().split(/\s+/);
  const at = (name: string): number => columns.indexOf(name);
  const pidAt = Math.max(at('tgid'), at('pid'));
  const devAt = at('dev');
  if (!header.includes('command') || pidAt < 0 || devAt < 0) return [];
  const rows: ClientRow[] = [];
  for (const line of lines) {
    const cells = line.slice(placeOfByte(line, start)).trim().split(/\s+/);
    const [pid, minor] = [decimal(cells[pidAt] ?? ''), decimal(cells[devAt] ?? '')];
    // The id is the last column, and the name before it is free text: so it is counted from the end.
    const id = at('id') < 0 ? null : (cells.at(at('id') - columns.length) ?? '');
    if (cells.length < columns.length || pid === null || minor === null || (id !== null && !/^\d+$/.test(id))) continue;
    rows.push({ pid, number: `${major}:${minor}`, clientId: id });
  }
  return rows;
}
