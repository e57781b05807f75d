/** What services and resources are when the file says nothing: for the readers, and for whoever makes some without a file. */
import type { ClusterConfig, ResourceConfig, ServiceConfig } from './model.ts';

export const RM_DEFAULTS: Pick<ClusterConfig, 'health' | 'statusPollInterval' | 'maxParallel'> = {
  health: [],
  statusPollInterval: 10_000,
  maxParallel: 8,
};

export const SERVICE_DEFAULTS: Omit<ServiceConfig, 'id' | 'kind' | 'name' | 'resources'> = {
  domain: undefined,
  autostart: true,
  recovery: 'restart',
  maxRestarts: 0,
  restartExpireTime: 0,
  priority: 0,
  autoFailback: 'off',
  failbackDelay: 60_000,
  exclusive: 0,
  depend: [],
  dependMode: 'hard',
  only: undefined,
  instanceOf: undefined,
  keepApart: undefined,
  keepTogether: undefined,
  needs: [],
  weight: 1,
};

export const RESOURCE_DEFAULTS: Omit<ResourceConfig, 'type' | 'name' | 'id'> = {
  attributes: {},
  actions: [],
  independent: 'no',
  maxRestarts: 0,
  restartExpireTime: 0,
  maxFailures: 0,
  failureExpireTime: 0,
  children: [],
};
