/** The situations that Picket handles, one file each in test/scenarios: claims hold, and the log is the expected one to the letter. */
import { describe, expect, test } from 'vitest';
import { playFile, scenarioFiles } from '../../tools/sim/files.ts';

const FILES = scenarioFiles();

describe('test/scenarios', () => {
  test('tells at least forty situations', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(40);
  });

  test.each(FILES)('%s', async (path) => {
    const { complaints } = await playFile(path);
    expect(complaints.join('\n')).toBe('');
  });
});
