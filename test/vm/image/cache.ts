/** Folders that take minutes to make, kept outside of the repository and made anew when what they are made of changes. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where they are: $PICKET_LAB_CACHE, or picket-lab in $XDG_CACHE_HOME or else in /var/cache. */
function cacheFolder(): string {
  const { PICKET_LAB_CACHE: own, XDG_CACHE_HOME: caches } = process.env;
  return own ?? join(caches ?? '/var/cache', 'picket-lab');
}

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

/**
 * Resolves with the folder NAME-KEY of the cache; if it isn't there, `make` fills it first. What is there is complete: an
 * attempt that fails leaves nothing, and of two at once one is kept.
 */
export async function cached(
  name: string,
  madeOf: readonly (string | Buffer)[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const part of madeOf) hash.update(part).update('\0');
  const cache = cacheFolder();
  const folder = join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (await exists(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'making-'));
  try {
    await make(work);
    await rename(work, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}
