/** The JSON schemas of what the control API answers, as src/cluster/status.ts and commands.ts define it. */

const text = { type: 'string' };
const whole = { type: 'integer' };
const flag = { type: 'boolean' };
const textOrNull = { type: ['string', 'null'] };
const ms = { type: 'number', description: 'Milliseconds' };
const wallMs = { type: 'number', description: 'Wall-clock milliseconds since 1970' };
const wallMsOrNull = { type: ['number', 'null'], description: 'Wall-clock milliseconds since 1970' };
const list = (items: object): object => ({ type: 'array', items });
const oneOf = (...values: readonly string[]): object => ({ enum: values });

/** All properties are required unless listed in `optional`. Fields are only ever added, so others may appear. */
function object(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  };
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const RESULT_CODES = [
  'SUCCESS',
  'FAIL',
  'ABORT',
  'NOSERVICE',
  'AGAIN',
  'DEPEND',
  'INVAL',
  'QUORUM',
  'RUN',
  'FROZEN',
  'NODE',
  'FENCE',
  'DOMAIN',
  'EXCL',
  'RELO',
  'PERM',
];

const VIEW = object({
  epoch: whole,
  members: list(text),
  coordinator: text,
  quorate: flag,
  mayStart: flag,
  reason: text,
});

const LINK = object({
  name: text,
  address: text,
  up: flag,
  silentFor: { type: ['number', 'null'], description: 'Milliseconds since the last heartbeat' },
  reason: text,
});

const SERVICE_PART = object({ resource: text, state: oneOf('stopped', 'retried', 'may-run'), why: text });

const MIGRATION = object({
  to: text,
  by: oneOf('operator', 'picket'),
  since: wallMs,
  percent: { type: ['number', 'null'], description: '0 to 100; null while nobody can tell' },
  words: text,
});

const HEALTH = object({
  name: text,
  state: oneOf('ok', 'failing', 'unknown'),
  since: wallMsOrNull,
  why: text,
});

const REBOOT = object({ who: text, since: wallMs, failed: textOrNull });

const FENCING = object({
  armed: oneOf('yes', 'partly', 'no', 'unknown'),
  why: text,
  proven: {
    oneOf: [
      object({ at: wallMs, by: oneOf('test', 'fence'), ms: { type: ['number', 'null'] } }),
      { type: 'null' },
    ],
  },
});

const FENCE_PATH = object({
  device: text,
  method: text,
  from: text,
  ok: flag,
  result: text,
  right: oneOf('yes', 'no', 'unseen'),
  belongs: oneOf('yes', 'no', 'unseen'),
  ms: { type: ['number', 'null'], description: 'Milliseconds that its status took' },
});

const PERCENTILES = object({ count: whole, p50: ms, p99: ms, max: ms });

const TIMING = object({
  keepalive: ms,
  warntime: ms,
  deadtime: ms,
  longestPause: ms,
  failedSends: whole,
  links: list(object({ node: text, link: text, roundTrip: PERCENTILES, late: PERCENTILES })),
  proposal: { oneOf: [object({ warntime: ms, deadtime: ms }), { type: 'null' }] },
});

export const SCHEMAS = {
  StatusDocument: object(
    {
      version: text,
      cluster: text,
      configVersion: whole,
      configDigest: { type: 'string', description: 'SHA-256 of the text of that version' },
      node: text,
      nodeId: whole,
      at: wallMs,
      state: oneOf('joining', 'member', 'leaving'),
      view: { oneOf: [VIEW, { type: 'null' }] },
      nodes: list(ref('NodeStatus')),
      services: list(ref('ServiceStatus')),
      fences: list(ref('FenceStatus')),
      waits: list(ref('Wait')),
      warnings: list(text),
      witness: ref('WitnessStatus'),
      locked: ref('Said'),
      maintenance: ref('Said'),
      timing: TIMING,
    },
    ['configDigest', 'witness', 'locked', 'maintenance', 'timing'],
  ),
  WitnessStatus: object({
    address: text,
    port: whole,
    votes: whole,
    reachable: flag,
    silentFor: { type: ['number', 'null'], description: 'Milliseconds since its last answer' },
    holders: list(text),
    ours: flag,
    since: wallMsOrNull,
    why: text,
  }),
  Said: object({ who: text, since: wallMs }),
  NodeStatus: object(
    {
      id: whole,
      name: text,
      local: flag,
      standing: text,
      peer: oneOf('self', 'unknown', 'up', 'late', 'dead', 'left'),
      since: wallMs,
      why: text,
      links: list(LINK),
      standby: ref('Said'),
      reboot: REBOOT,
      health: list(HEALTH),
      fencing: FENCING,
      watchdog: ref('WatchdogStatus'),
    },
    ['standby', 'reboot', 'health', 'fencing', 'watchdog'],
  ),
  WatchdogStatus: object({
    armed: flag,
    timeout: { type: ['number', 'null'], description: 'Milliseconds; null while it is not armed' },
    fed: wallMsOrNull,
    why: text,
  }),
  ServiceStatus: object(
    {
      id: text,
      state: text,
      owner: textOrNull,
      lastOwner: textOrNull,
      frozen: flag,
      only: text,
      partial: list(SERVICE_PART),
      migration: MIGRATION,
      notTo: list(object({ node: text, at: wallMs, why: text })),
      restarts: whole,
      since: wallMs,
      why: text,
    },
    ['only', 'partial', 'migration', 'notTo'],
  ),
  FenceStatus: object(
    {
      id: text,
      node: text,
      state: oneOf('waiting', 'running', 'fenced', 'retrying', 'called-off'),
      by: text,
      method: text,
      device: text,
      why: text,
      asked: flag,
      agentMs: { type: ['number', 'null'], description: 'Milliseconds spent in fence agents' },
      began: wallMs,
      ended: wallMsOrNull,
      attempts: whole,
      lastError: text,
      evidence: text,
      retryAt: wallMsOrNull,
    },
    ['device', 'why', 'asked', 'agentMs', 'retryAt'],
  ),
  Wait: object({ what: text, since: wallMs, until: wallMsOrNull, ends: text }),
  ClusterEvent: object(
    {
      sequence: whole,
      at: wallMs,
      name: text,
      node: text,
      service: text,
      failover: text,
      message: text,
      data: { type: 'object' },
    },
    ['node', 'service', 'failover', 'data'],
  ),
  CommandResult: object({ code: { enum: RESULT_CODES }, message: text, owner: textOrNull }),
  FenceTestResult: object({
    code: { enum: RESULT_CODES },
    message: text,
    owner: textOrNull,
    paths: list(FENCE_PATH),
  }),
  ReloadResult: object({ ok: flag, message: text, problems: list(text) }),
  RestartResult: object({ ok: flag, message: text }),
  DrbdFencePeerResult: object({ outcome: { enum: ['fenced', 'connected', 'frozen'] }, message: text }),
  Explanation: object({
    service: text,
    state: text,
    owner: textOrNull,
    why: text,
    waits: textOrNull,
    rules: list(text),
    nodes: list(object({ node: text, eligible: flag, owner: flag, reasons: list(text) })),
  }),
  Problem: object(
    {
      type: { const: 'about:blank' },
      title: text,
      status: whole,
      detail: text,
      code: { enum: RESULT_CODES },
      owner: textOrNull,
      problems: list(text),
    },
    ['code', 'owner', 'problems'],
  ),
};
