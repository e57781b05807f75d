/** The release, for `--version`, clustat and the API. Equal to package.json's (a test compares). */
export const VERSION = '0.1.0';
