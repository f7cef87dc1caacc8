/**
 * Lists of names that were met: a driver prints the same engines and regions for every client, and then it is one list for all of them, so that
 * whoever has found its place for each name (measures/by-name.ts) need not look again for the next client either.
 */
import { ByName } from '../../measures/by-name.js';
import { detached } from './detached-string.js';

/** More than all drivers of a machine print, and longer ones. Others are not shared: what a tree or a recording holds is somebody's choice. */
const MOST_LISTS = 64;
const MOST_NAMES = 24;
const LONGEST_NAME = 100;

const met: (readonly string[])[] = [];
let next = 0;

/** The list that has been given for the same names in the same order, else this one. */
export function sharedNames(names: readonly string[]): readonly string[] {
  if (names.length > MOST_NAMES || names.some(({ length }) => length > LONGEST_NAME)) return names;
  const known = met.find((each) => each.length === names.length && each.every((name, place) => name === names[place]));
  if (known !== undefined) return known;
  const kept = names.map(detached);
  met[next++ % MOST_LISTS] = kept;
  return kept;
}

/** The values of a map by its names, which are shared. */
export function byName<T>(map: ReadonlyMap<string, T>): ByName<T> {
  return new ByName(sharedNames([...map.keys()]), [...map.values()]);
}
