/** Who sits at the keyboard, as far as the environment tells; also behind sudo. */
export function user(): string {
  const { SUDO_USER, USER, LOGNAME } = process.env;
  const uid = process.getuid?.() ?? 0;
  return SUDO_USER || USER || LOGNAME || (uid === 0 ? 'root' : `uid ${uid}`);
}
