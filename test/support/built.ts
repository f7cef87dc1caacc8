/** Modules of the built program, for what starts processes of its own and so cannot run from its sources. */

/** @param path in src/ and dist/ alike, without its ending: `built<typeof import('../../src/sources/scanner-process/scanner-process.js')>('sources/scanner-process/scanner-process')` */
export async function built<T>(path: string): Promise<T> {
  const url = new URL(`../../dist/${path}.js`, import.meta.url).href;
  return (await import(/* @vite-ignore */ url)) as T;
}
