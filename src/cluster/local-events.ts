/** What happened to resources on this node, as events. Pure. */
import type { LocalEvent } from '#src/resources/local-types.ts';
import type { EventFields } from './event-log.ts';

const DONE = { start: 'started', stop: 'stopped' } as const;

type PartState = Extract<LocalEvent, { type: 'part' }>['state'];

/** The rest of the service goes on meanwhile. */
const PART: Readonly<Record<PartState, readonly [name: string, words: string]>> = {
  restarting: ['resource.recovering', 'is restarted alone'],
  leaving: ['resource.leaving', 'failed and is not critical: it is stopped'],
  restored: ['resource.recovered', 'runs again'],
  stopped: ['resource.left-stopped', 'is left stopped'],
  retried: ['resource.retried', 'did not start and is tried again'],
  'may-run': ['resource.may-run', 'could not be stopped and may run'],
};

export function localEvent(event: Exclude<LocalEvent, { type: 'migrating' }>, node: string): EventFields {
  const { service, resource, reason } = event;
  const about = { node, service };
  switch (event.type) {
    case 'failed':
      return {
        ...about,
        name: 'resource.failed',
        message: `${resource} of ${service} failed on ${node}: ${reason}`,
        data: { resource },
      };
    case 'part': {
      const [name, words] = PART[event.state];
      const why = reason === '' ? '' : `: ${reason}`;
      const message = `${resource} of ${service} ${words} on ${node}${why}`;
      return { ...about, name, message, data: { resource } };
    }
    case 'degraded': {
      const words = reason === '' ? 'is well again' : `runs, but: ${reason}`;
      return {
        ...about,
        name: reason === '' ? 'resource.well' : 'resource.degraded',
        message: `${resource} of ${service} on ${node} ${words}`,
        data: { resource },
      };
    }
    case 'resource': {
      const { op, phase, ms } = event;
      const data = { resource, ms };
      if (phase === 'begin') {
        const message = `${op} of ${resource} (${service}) on ${node}`;
        return { ...about, name: op === 'start' ? 'resource.starting' : 'resource.stopping', message, data };
      }
      if (phase === 'done') {
        const message = `${resource} of ${service} ${DONE[op]} on ${node} in ${Math.round(ms)} ms`;
        return { ...about, name: `resource.${DONE[op]}`, message, data };
      }
      const message = `${op} of ${resource} (${service}) failed on ${node}: ${reason}`;
      return { ...about, name: `resource.${op}-failed`, message, data };
    }
  }
}
