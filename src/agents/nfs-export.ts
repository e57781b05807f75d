/**
 * The nfsexport type: a place for `nfsclient` resources. It makes sure that the kernel's NFS server runs, and leaves it
 * running: other services export as well. createSharing notes which service has one.
 */
import { HostError } from '#src/host/ports.ts';
import type { Agent, AgentTiming, MonitorResult, Operation, OperationResult } from './agent.ts';
import { attribute, NFS_LOCK, needless } from './mapped/attribute-kinds.ts';
import { EXPORT_FSID, EXPORT_PATH } from './mapped/nfs.ts';
import { callSystemctl, systemctlReason } from './systemctl.ts';

/** How many threads the server has; 0 or absent: it does not run. proc(5) of the nfsd file system, nfsd(7). */
const THREADS = '/proc/fs/nfsd/threads';
const UNIT = 'nfs-server.service';

const TIMING: AgentTiming = {
  startTimeout: 60_000,
  stopTimeout: 20_000,
  monitors: [{ depth: 0, interval: 20_000, timeout: 20_000 }],
};

export function createNfsExport(): Agent {
  return {
    type: 'nfsexport',
    aliases: [],
    primary: 'name',
    summary:
      'What a file system exports: give it `nfsclient` resources. Starts the NFS server if it does not run.',
    attributes: [
      attribute('name', 'Its name.', { required: true }),
      EXPORT_PATH,
      EXPORT_FSID,
      needless('device', 'only the path counts'),
      NFS_LOCK,
    ],
    openAttributes: false,
    timing: TIMING,
    start,
    stop: async () => ({ ok: true }),
    monitor,
  };
}

async function start(operation: Operation): Promise<OperationResult> {
  if (await serves(operation)) return { ok: true };
  const outcome = await callSystemctl(operation, ['start', UNIT]);
  if (outcome.kind === 'exited' && outcome.code === 0) return { ok: true };
  return {
    ok: false,
    timedOut: outcome.kind === 'timed-out',
    reason: `the NFS server does not run and can't be started: ${systemctlReason(outcome, operation.timeout)}`,
  };
}

async function monitor(operation: Operation): Promise<MonitorResult> {
  try {
    if (await serves(operation)) return { status: 'running', reason: '' };
  } catch (error) {
    if (error instanceof HostError) return { status: 'unknown', reason: error.message };
    throw error;
  }
  return { status: 'failed', reason: 'the NFS server does not run' };
}

async function serves({ ports }: Operation): Promise<boolean> {
  const threads = await ports.files.read(THREADS);
  return threads !== undefined && Number.parseInt(new TextDecoder().decode(threads), 10) > 0;
}
