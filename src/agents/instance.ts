/** One name for a resource of a service on this host, for state files, pid files and logs of agents. */

/**
 * Unique for every pair of service and resource, e.g. `service.web.httpd`; safe as a file name and in a shell.
 * No colon in it: OCF agents cut their instance name at a colon, where Pacemaker puts a clone's number.
 */
export function instanceName(service: string, resource: string): string {
  const colon = service.indexOf(':');
  const parts = [service.slice(0, Math.max(colon, 0)), service.slice(colon + 1), resource];
  return parts.map(encodePart).join('.');
}

function encodePart(part: string): string {
  return part.replace(/[^A-Za-z0-9_-]/gu, (character) => {
    const bytes = [...new TextEncoder().encode(character)];
    return bytes.map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
  });
}
