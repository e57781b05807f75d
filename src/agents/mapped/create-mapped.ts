/** Makes an agent of a table: the `ocf` type does the work, with the parameters that the table gives. */
import { parseDuration } from '#src/config/duration.ts';
import type { Agent, AgentTiming, Operation } from '../agent.ts';
import type { Attributes } from '../attributes.ts';
import { given, type MappedType, parametersOf } from './mapped-type.ts';

/** Room for the agent beside the time that an attribute gives to what it runs. */
const ROOM_MS = 10_000;

/** `ocf` is shared among the types: it remembers the agents' meta-data. */
export function createMapped(table: MappedType, ocf: Agent): Agent {
  const { review } = table;
  return {
    type: table.type,
    aliases: [],
    primary: table.primary,
    summary: table.summary,
    attributes: table.attributes,
    openAttributes: false,
    timing: ocf.timing,
    ...(review === undefined ? {} : { review }),
    start: (operation) => ocf.start(asOcf(table, operation)),
    stop: (operation) => ocf.stop(asOcf(table, operation)),
    monitor: (operation, depth) => ocf.monitor(asOcf(table, operation), depth),
    timingOf: async (operation) => {
      const own = (await ocf.timingOf?.(asOcf(table, operation))) ?? ocf.timing;
      const { attributes } = operation.resource;
      return stretched(table, own, attributes);
    },
  };
}

/** The same operation on the OCF agent's resource. */
export function asOcf(table: MappedType, operation: Operation): Operation {
  const { name, attributes } = operation.resource;
  const parameters = Object.entries(parametersOf(table, attributes, name));
  // The ocf type has attributes of its own; with this prefix a parameter may have any name.
  const named = parameters.map(([parameter, value]) => [`param_${parameter}`, value]);
  const place = table.place?.(attributes);
  return {
    ...operation,
    resource: {
      type: table.type,
      // Makes the agent's instance.
      name: place === undefined ? name : `${name} ${place}`,
      attributes: { agent: table.agent, ...Object.fromEntries(named) },
    },
  };
}

function stretched(table: MappedType, own: AgentTiming, attributes: Attributes): AgentTiming {
  const needed = (op: 'start' | 'stop', least: number): number =>
    table.attributes
      .filter(({ stretches }) => stretches === op)
      .map(({ name }) => parseDuration(given(attributes, name) ?? '', 'rgmanager'))
      .reduce<number>((most, time) => Math.max(most, time === undefined ? 0 : time + ROOM_MS), least);
  return {
    ...own,
    startTimeout: needed('start', own.startTimeout),
    stopTimeout: needed('stop', own.stopTimeout),
  };
}
